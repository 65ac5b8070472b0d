package dev.quayside.workflow.run;

import dev.quayside.base.Json;
import dev.quayside.base.Page;
import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import dev.quayside.base.Uuids;
import dev.quayside.event.Actor;
import dev.quayside.identity.Permission;
import dev.quayside.step.Outcome;
import dev.quayside.workflow.decider.Entry;
import dev.quayside.workflow.decider.RunStatus;
import dev.quayside.workflow.definition.DefinitionError;
import dev.quayside.workflow.definition.InputSchema;
import dev.quayside.workflow.definition.Plan;
import dev.quayside.workflow.journal.JournalCodec;
import dev.quayside.workflow.journal.JournalRow;
import dev.quayside.workflow.journal.Run;
import dev.quayside.workflow.journal.RunFacts;
import dev.quayside.workflow.journal.Submission;
import dev.quayside.workflow.store.WorkflowVersion;
import dev.quayside.workflow.store.Workflows;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Starts runs, tells about them, and passes on what is wanted of them. Safe for several threads.
public final class Runs {
    /// What became of a wish to start a run.
    public sealed interface Start {
        /// The run is accepted, durably.
        ///
        /// @param known whether the idempotency key had started it before
        record Accepted(UUID run, boolean known) implements Start {}

        /// The inputs do not fit the workflow's schema.
        record InvalidInputs(List<DefinitionError> errors) implements Start {
            public InvalidInputs {
                errors = List.copyOf(errors);
            }
        }

        /// The idempotency key was used with other inputs.
        record KeyReused(UUID run) implements Start {}
    }

    /// What became of a wish about a run.
    public enum Asked {
        /// It was passed on, durably.
        DONE,
        /// The run has ended.
        ENDED,
        UNKNOWN
    }

    /// Rows of one look at a journal.
    private static final int PAGE = 1_000;

    /// How often a follower looks by itself, should a notification be lost.
    private static final Duration SAFETY_NET = Duration.ofSeconds(5);

    private final Engine engine;
    private final Workflows workflows;
    private final RunTable runs;

    public Runs(Engine engine, Workflows workflows) {
        this.engine = engine;
        this.workflows = workflows;
        this.runs = engine.tables().runs();
    }

    /// Starts a run of a stored version.
    ///
    /// @param actor who starts it; its audit says so
    /// @param idempotencyKey if a run of this workflow was started with the same key, that run is meant
    /// @throws ProblemException `workflow.unknown`, `journal.unavailable`, `journal.disk-full`, `server.stopping`
    public Start start(WorkflowVersion version, ObjectNode inputs, Actor actor, @Nullable String idempotencyKey) {
        return begin(version, inputs, new Starter(actor, actor.user()), idempotencyKey);
    }

    /// As the other, for what starts runs on behalf of somebody.
    ///
    /// @throws ProblemException `run.denied` if that person may not have workflows executed
    public Start start(WorkflowVersion version, ObjectNode inputs, Starter starter, @Nullable String idempotencyKey) {
        engine.surroundings().require(starter.worksFor(), Permission.EXECUTE_WORKFLOWS);
        return begin(version, inputs, starter, idempotencyKey);
    }

    private Start begin(WorkflowVersion version, ObjectNode inputs, Starter starter, @Nullable String idempotencyKey) {
        Plan plan = workflows.plan(version.workflow(), version.version());
        ObjectNode complete = withDefaults(plan, inputs);
        List<DefinitionError> violations = violations(plan, complete);
        if (!violations.isEmpty()) {
            return new Start.InvalidInputs(violations);
        }
        var birth = new Submission.Birth(
                version.workflow(),
                version.version(),
                0,
                null,
                null,
                starter.actor().user(),
                starter.worksFor(),
                Json.write(complete),
                engine.now(),
                starter.actor());
        return start(plan, birth, complete, idempotencyKey);
    }

    /// Starts a run for a step of another one.
    ///
    /// @return its id; the same for the same token, however often it is asked for
    UUID startChild(WorkflowVersion version, ObjectNode inputs, RunFacts parent, String token) {
        Plan plan = workflows.plan(version.workflow(), version.version());
        ObjectNode complete = withDefaults(plan, inputs);
        List<DefinitionError> violations = violations(plan, complete);
        if (!violations.isEmpty()) {
            throw new ProblemException(
                    "run.inputs-invalid", "The inputs of the workflow do not fit: " + violations.getFirst());
        }
        var birth = new Submission.Birth(
                version.workflow(),
                version.version(),
                parent.depth() + 1,
                parent.id(),
                token,
                parent.executedBy(),
                parent.worksFor(),
                Json.write(complete),
                engine.now(),
                null);
        return ((Start.Accepted) start(plan, birth, complete, "child:" + token)).run();
    }

    private Start start(Plan plan, Submission.Birth birth, ObjectNode inputs, @Nullable String key) {
        Problem refusal = engine.refusal();
        if (refusal != null) {
            throw new ProblemException(refusal);
        }
        UUID id = Uuids.next();
        var accepted = new Entry.Accepted(Tokens.newSeed(), null);
        if (key != null || plan.limits().runs() > 0 || engine.room() == 0) {
            JournalRow row = new JournalCodec(plan).row(id, 1, engine.nowMicros(), 0, accepted);
            UUID run = runs.enqueue(id, birth, plan.limits().runs(), key, row);
            engine.wakeClaimer();
            boolean known = !run.equals(id);
            boolean child = birth.parent() != null;
            if (known && !child && !sameInputs(run, birth)) {
                return new Start.KeyReused(run);
            }
            return new Start.Accepted(run, known);
        }
        var facts = new RunFacts(
                id,
                birth.workflow(),
                birth.version(),
                birth.depth(),
                birth.parent(),
                birth.parentToken(),
                birth.executedBy(),
                birth.worksFor(),
                inputs,
                birth.createdAt());
        engine.begin(facts, plan, accepted, birth);
        return new Start.Accepted(id, false);
    }

    private boolean sameInputs(UUID run, Submission.Birth birth) {
        return runs.find(run)
                .map(found -> Json.write(found.inputs()).equals(birth.inputs()))
                .orElse(true);
    }

    /// What is wrong with inputs that a run of this version is to be started with; empty if they fit.
    ///
    /// @throws ProblemException `workflow.unknown`, `workflow.unusable`
    public List<DefinitionError> violations(WorkflowVersion version, ObjectNode inputs) {
        Plan plan = workflows.plan(version.workflow(), version.version());
        return violations(plan, withDefaults(plan, inputs));
    }

    private static List<DefinitionError> violations(Plan plan, ObjectNode complete) {
        return plan.inputSchema() == null ? List.of() : InputSchema.violations(plan.inputSchema(), complete);
    }

    /// The schema's `default`s in the place of inputs that are absent, on the first level.
    private static ObjectNode withDefaults(Plan plan, ObjectNode inputs) {
        JsonNode schema = plan.inputSchema();
        if (schema == null) {
            return inputs;
        }
        ObjectNode complete = inputs.deepCopy();
        schema.path("properties").properties().forEach(property -> {
            JsonNode byDefault = property.getValue().path("default");
            if (!byDefault.isMissingNode() && !complete.has(property.getKey())) {
                complete.set(property.getKey(), byDefault);
            }
        });
        return complete;
    }

    /// Starts a new run that takes over what succeeded in an ended one and does the rest again.
    ///
    /// @param from the step to begin with, with everything after it; null for what failed, was cut off or never
    ///     called
    /// @return empty if there is no such run
    /// @throws ProblemException `run.not-ended`, `run.step-unknown`
    public Optional<UUID> rerun(UUID run, @Nullable String from, Actor actor) {
        Optional<Run> found = runs.find(run);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        if (!found.get().status().ended()) {
            throw new ProblemException(
                    "run.not-ended", "Run " + run + " has not ended; cancel it, or wait for its end");
        }
        return Optional.of(new Rerun(engine, workflows).start(found.get(), from, actor));
    }

    public Optional<Run> find(UUID run) {
        return runs.find(run);
    }

    /// Whether so many of the newest runs of some workflows have not ended.
    public boolean crowded(List<UUID> workflows, int most) {
        return engine.tables().lists().open(workflows, 2 * most) >= most;
    }

    /// The newest runs first.
    ///
    /// @param workflow whose runs; null for those of all
    /// @param word a status as [RunStatus#word] says it; null for any
    public Page<Run> page(@Nullable UUID workflow, @Nullable String word, int skip, int limit) {
        return engine.tables().lists().page(workflow, states(word), skip, limit);
    }

    /// The newest runs first, of some of the program's own workflows that work for somebody.
    public Page<Run> page(String worksFor, List<UUID> workflows, @Nullable String word, int skip, int limit) {
        return engine.tables().lists().page(worksFor, workflows, states(word), skip, limit);
    }

    private static List<Integer> states(@Nullable String word) {
        return word == null
                ? List.of()
                : Arrays.stream(RunStatus.values())
                        .filter(status -> status.word().equals(word))
                        .map(status -> (int) status.code())
                        .toList();
    }

    /// How each step of a run stands, in the order of the definition.
    public List<StepView> steps(Run run) {
        return new RunLog(engine, workflows.plan(run.workflow(), run.version())).steps(run.id());
    }

    /// Has a run stop: no new calls, those under way are told to stop, and it ends as cancelled.
    public Asked cancel(UUID run, Actor actor) {
        return ask(run, Signal.asked(Signal.CANCEL, actor.user()), actor);
    }

    /// Has a run make no new calls until it is resumed; calls under way go on.
    public Asked pause(UUID run, Actor actor) {
        return ask(run, Signal.asked(Signal.PAUSE, actor.user()), actor);
    }

    public Asked resume(UUID run, Actor actor) {
        return ask(run, Signal.asked(Signal.RESUME, actor.user()), actor);
    }

    private Asked ask(UUID run, Signal signal, @Nullable Actor actor) {
        if (engine.tables().signals().send(run, signal, actor)) {
            engine.signalled(run);
            return Asked.DONE;
        }
        return runs.find(run).isPresent() ? Asked.ENDED : Asked.UNKNOWN;
    }

    /// Completes the token of a parked call.
    ///
    /// @return whether the token belongs to a run that has not ended. The first completion of a token counts
    public boolean complete(String token, Outcome outcome) {
        return Tokens.run(token)
                .map(run -> ask(run, Signal.token(token, outcome), null) == Asked.DONE)
                .orElse(false);
    }

    /// The outputs of the steps that succeeded, under their ids, and under `__branches_taken__` the branches
    /// chosen; to be shown, so with secrets masked.
    public JsonNode outputs(Run run) {
        ObjectNode outputs = new RunLog(engine, workflows.plan(run.workflow(), run.version())).outputs(facts(run));
        return engine.surroundings().masker().mask(outputs);
    }

    private static RunFacts facts(Run run) {
        return new RunFacts(
                run.id(),
                run.workflow(),
                run.version(),
                0,
                run.parent(),
                null,
                run.executedBy(),
                run.worksFor(),
                run.inputs(),
                run.createdAt());
    }

    /// Lines of a run's log after the number `after`, in order, at most `most`.
    public List<LogLine> log(Run run, int after, int most) {
        return new RunLog(engine, workflows.plan(run.workflow(), run.version())).lines(run.id(), after, most);
    }

    /// Hands over the lines of a run's log as they come, from the number after `after` to the last, on this thread.
    ///
    /// @param each told every line; false to stop
    /// @return whether the run has ended and its last line was told
    /// @throws InterruptedException if this thread is told to stop
    public boolean follow(Run run, int after, Predicate<LogLine> each) throws InterruptedException {
        RunLog log = new RunLog(engine, workflows.plan(run.workflow(), run.version()));
        try (Followers.Bell bell = engine.followers().follow(run.id(), false)) {
            int last = after;
            while (true) {
                List<LogLine> lines = log.lines(run.id(), last, PAGE);
                for (LogLine line : lines) {
                    last = line.number();
                    if (!each.test(line)) {
                        return false;
                    }
                    if (line.type() == LogLine.Type.RUN_ENDED) {
                        return true;
                    }
                }
                if (lines.isEmpty()) {
                    boolean _ = bell.await(SAFETY_NET);
                }
            }
        }
    }

    /// Waits for a run's end.
    ///
    /// @return the run as it ended, or as it is when `span` is over
    /// @throws InterruptedException if this thread is told to stop
    /// @throws ProblemException `run.unknown`
    public Run await(UUID run, Duration span) throws InterruptedException {
        long end = System.nanoTime() + span.toNanos();
        try (Followers.Bell bell = engine.followers().follow(run, true)) {
            boolean look = !stays(run);
            while (true) {
                Run ended = bell.ended();
                if (ended != null) {
                    return ended;
                }
                Duration left = Duration.ofNanos(end - System.nanoTime());
                if (look || left.isNegative()) {
                    Run now = runs.find(run)
                            .orElseThrow(() -> new ProblemException("run.unknown", "There is no run " + run));
                    if (now.status().ended() || left.isNegative() || engine.stopping()) {
                        return now;
                    }
                }
                boolean here = stays(run);
                look = bell.await(left.compareTo(SAFETY_NET) < 0 ? left : SAFETY_NET) || !here;
            }
        }
    }

    /// Whether a run is in this node's memory and has not begun to leave it: then whoever follows it by now will
    /// hear of its end. One that is leaving may have ended, with everybody told who followed it before.
    private boolean stays(UUID run) {
        ActiveRun here = engine.active(run);
        return here != null && !here.left();
    }

    /// Says in words why a run is where it is.
    public Optional<String> why(UUID run) {
        return runs.find(run).map(found -> new Why(engine, workflows).explain(found, engine.now()));
    }
}
