package dev.quayside.action.script;

import dev.quayside.base.ProblemException;
import dev.quayside.step.Outcome;
import dev.quayside.step.Step;
import dev.quayside.step.StepContext;
import dev.quayside.step.StepType;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The step `script`: runs code of users, isolated, and gives on what it set as `output`. Safe for several threads.
public final class ScriptStep implements Step, AutoCloseable {
    private final ScriptConfig config;
    private final Map<String, WorkerPool> pools;

    public ScriptStep(ScriptSettings settings) {
        List<Language> languages = List.of(new Python(settings.python()), new JavaScript(settings));
        this.pools = languages.stream()
                .collect(Collectors.toUnmodifiableMap(Language::name, language -> new WorkerPool(language, settings)));
        this.config = new ScriptConfig(settings, pools.keySet());
    }

    public StepType type() {
        return config.type(this);
    }

    /// Kills all scripts and their processes.
    @Override
    public void close() {
        pools.values().forEach(WorkerPool::close);
    }

    @Override
    public Outcome run(StepContext context) throws InterruptedException {
        Job job;
        String language;
        try {
            language = config.language(context.value("language"));
            job = config.job(context);
        } catch (IllegalArgumentException e) {
            return new Outcome.Failed("script.invalid", "Cannot run the script: " + e.getMessage(), false);
        }
        var log = new ScriptLog(context);
        try {
            Ending ending = pool(language).run(job, log);
            log.end(
                    ending instanceof Ending.Told told
                            ? told.report().path("dropped").asLong(0)
                            : 0);
            return new ScriptOutcome(job).of(ending);
        } catch (ProblemException e) {
            return new Outcome.Failed(e.problem(), false);
        }
    }

    private WorkerPool pool(String language) {
        WorkerPool pool = pools.get(language);
        if (pool == null) {
            throw new IllegalStateException("no workers for " + language);
        }
        return pool;
    }
}
