package dev.quayside.workflow.run;

import dev.quayside.base.ProblemException;
import dev.quayside.workflow.journal.Run;
import dev.quayside.workflow.store.Workflows;
import java.util.Optional;
import java.util.UUID;

/// The logs of runs. Safe for several threads.
public final class RunLogs {
    private final Engine engine;
    private final Workflows workflows;

    public RunLogs(Engine engine, Workflows workflows) {
        this.engine = engine;
        this.workflows = workflows;
    }

    /// The log of a run; empty if there is no such run.
    ///
    /// @throws ProblemException `workflow.unknown`, `workflow.unusable` if this program cannot read the run's
    ///     workflow
    public Optional<LogReader> find(UUID run) {
        return engine.tables().runs().find(run).map(this::reader);
    }

    private LogReader reader(Run run) {
        RunLog words = new RunLog(engine, workflows.plan(run.workflow(), run.version()));
        return new LogReader(run.id(), engine.tables().logs(), words, engine.followers());
    }
}
