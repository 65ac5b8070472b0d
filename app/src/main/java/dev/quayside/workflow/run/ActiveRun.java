package dev.quayside.workflow.run;

import dev.quayside.base.Json;
import dev.quayside.base.Problem;
import dev.quayside.step.Outcome;
import dev.quayside.workflow.definition.Plan;
import dev.quayside.workflow.definition.Plan.PlannedStep;
import dev.quayside.workflow.run.Decision.Transition;
import dev.quayside.workflow.run.RunState.StepStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One run in the memory of the node that owns it.
///
/// Events come from the threads that make its calls, from the clock and from signals. Each is decided under the run's
/// lock, and what it led to is handed to the journal's writer under the same lock, so that numbers and queue have one
/// order. The thread that told the event then waits, without the lock, until it is durable, and carries the decisions
/// out. Safe for several threads.
final class ActiveRun {
    /// A log longer than this is cut: a run's journal is read into memory when the run is recovered.
    private static final int MAX_LOG_LINES = 20_000;

    /// What became of an event.
    ///
    /// @param durable whether what it led to is durable, or moot because the run is over
    /// @param next a call for this thread to make
    private record Told(boolean durable, Decision.@Nullable Make next) {}

    private final Engine engine;
    private final RunFacts facts;
    private final RunState state;
    private final JournalCodec codec;
    private final long node;
    private final ReentrantLock lock = new ReentrantLock();
    private final ReentrantLock signals = new ReentrantLock();
    private int seq;
    private int logLines;
    private boolean gone;
    /// Whether the run has ended, durably.
    private volatile boolean over;
    private boolean restPlanned;

    /// @param node the right under which the run is owned
    /// @param state the fold of the journal so far
    /// @param seq the number of the last journal row
    ActiveRun(Engine engine, RunFacts facts, RunState state, long node, int seq) {
        this.engine = engine;
        this.facts = facts;
        this.state = state;
        this.codec = new JournalCodec(state.plan);
        this.node = node;
        this.seq = seq;
    }

    RunFacts facts() {
        return facts;
    }

    /// The right under which the run is owned.
    long node() {
        return node;
    }

    Plan plan() {
        return state.plan;
    }

    /// The output of a step that ended before the asking call began; a missing node if it left none.
    JsonNode output(int step) {
        return engine.payloads().load(facts.id(), state.output(step));
    }

    /// What each predecessor of a step left, under its id; the run's inputs if it has none.
    ObjectNode input(PlannedStep step) {
        if (step.incoming().isEmpty()) {
            return facts.inputs() instanceof ObjectNode object ? object : Json.object();
        }
        ObjectNode input = Json.object();
        for (Plan.Link link : step.incoming()) {
            String id = state.plan.step(link.from()).id();
            JsonNode output = output(link.from());
            if (!output.isMissingNode()) {
                input.set(id, output);
            } else if (state.status(link.from()) == StepStatus.FAILED) {
                input.set(id, Json.object());
            }
        }
        return input;
    }

    /// What the steps of `on_error` are told.
    @Nullable
    Problem problem() {
        return state.firstProblem != null || state.stopping == null ? state.firstProblem : state.stopping.problem();
    }

    /// The step that failed first; null if none did.
    @Nullable
    PlannedStep failedStep() {
        return state.firstFailed < 0 ? null : state.plan.step(state.firstFailed);
    }

    /// The number of the call that reads a step's items.
    int attempt(int step) {
        lock.lock();
        try {
            return state.step(step).whole.attempt;
        } finally {
            lock.unlock();
        }
    }

    String token(Call call) {
        return Tokens.of(facts.id(), state.seed, state.plan.step(call.step()).id(), call);
    }

    /// Writes the first entry of a run that begins here.
    ///
    /// @return the submission to await, before [#wake]
    Submission begin(Entry.Accepted accepted, Submission.Birth birth) {
        lock.lock();
        try {
            state.apply(accepted);
            var submission = new Submission(node, facts.id(), rows(List.of(accepted), 0), birth, null, false);
            engine.writer().submit(submission);
            return submission;
        } finally {
            lock.unlock();
        }
    }

    /// Sets the run going, or going on after its state was folded from the journal.
    void wake() {
        Instant deadline = deadline();
        if (deadline != null) {
            engine.at(deadline, () -> take(timedOut()));
        }
        take(new RunEvent.Woken());
    }

    /// Writes that this node took the run up after the one before it died, durably: should it die of the run as well,
    /// the next one knows.
    ///
    /// @return how often that has happened in a row without the run getting anywhere
    int recovered(Entry.Claimed claimed) {
        Submission submission;
        lock.lock();
        try {
            state.apply(claimed);
            submission = new Submission(node, facts.id(), rows(List.of(claimed), 0), null, null, false);
            engine.writer().submit(submission);
        } finally {
            lock.unlock();
        }
        submission.await();
        return state.fruitlessRecoveries;
    }

    /// How often in a row the run was recovered without getting anywhere.
    int fruitlessRecoveries() {
        lock.lock();
        try {
            return state.fruitlessRecoveries;
        } finally {
            lock.unlock();
        }
    }

    /// Gives the run up: it kills the servers that work on it.
    void poison(int recoveries) {
        take(new RunEvent.StopAsked(
                Entry.Stopping.Why.POISON,
                new Problem(
                        "run.poison",
                        "The run was given up: " + recoveries + " servers in a row died while they worked on it."
                                + " Look at what its unfinished step does, then start the run again")));
    }

    private @Nullable Instant deadline() {
        return state.plan.timeout() == null ? null : facts.createdAt().plus(state.plan.timeout());
    }

    private RunEvent timedOut() {
        return new RunEvent.StopAsked(
                Entry.Stopping.Why.TIMED_OUT,
                new Problem("run.timeout", "The run took longer than its timeout of " + state.plan.timeout()));
    }

    /// Tells an event and makes the calls that follow from it, on this thread and on new ones.
    void take(RunEvent event) {
        Decision.@Nullable Make next = tell(event, 0);
        while (next != null) {
            next = engine.caller().make(this, next);
        }
    }

    /// Tells an event; returns when it is durable and its decisions are on their way.
    ///
    /// @param startedMicros when the call that the event ends began; 0 if it ends none
    /// @return a call for this thread to make
    Decision.@Nullable Make tell(RunEvent event, long startedMicros) {
        return tellDurably(event, startedMicros).next();
    }

    private Told tellDurably(RunEvent event, long startedMicros) {
        Submission submission = null;
        List<Decision> decisions;
        boolean left;
        lock.lock();
        try {
            if (gone) {
                return new Told(over, null);
            }
            Transition transition = Decider.decide(state, event);
            decisions = transition.decisions();
            Submission.Departure departure = departure();
            left = departure != null;
            if (left || !transition.entries().isEmpty()) {
                List<JournalRow> rows = rows(transition.entries(), startedMicros);
                submission = new Submission(node, facts.id(), rows, null, departure, false);
                engine.writer().submit(submission);
            }
            gone = left;
        } finally {
            lock.unlock();
        }
        if (submission != null && !submission.await()) {
            drop();
            return new Told(false, null);
        }
        if (left) {
            over = state.ended != null;
            engine.forget(this);
            return new Told(true, null);
        }
        return new Told(true, carryOut(decisions));
    }

    /// Adds an entry that decides nothing; it is written when there is company, or soon.
    void note(Entry entry) {
        lock.lock();
        try {
            boolean tooMuch = entry instanceof Entry.Log && ++logLines > MAX_LOG_LINES;
            if (gone || (tooMuch && logLines > MAX_LOG_LINES + 1)) {
                return;
            }
            Entry kept = tooMuch
                    ? new Entry.Log(
                            -1,
                            Call.WHOLE,
                            dev.quayside.step.StepContext.Level.WARNING,
                            "More than " + MAX_LOG_LINES + " log lines: further ones are dropped")
                    : entry;
            state.apply(kept);
            engine.writer().submit(new Submission(node, facts.id(), rows(List.of(kept), 0), null, null, true));
        } finally {
            lock.unlock();
        }
    }

    /// Shows that a call is under way for a while.
    void noteStarted(CallUnderWay under) {
        lock.lock();
        try {
            if (!gone && state.unit(under.call).attempt == under.call.attempt()) {
                Entry started = new Entry.Started(under.call);
                JournalRow row = codec.row(facts.id(), ++seq, engine.nowMicros(), under.startedMicros, started);
                engine.writer().submit(new Submission(node, facts.id(), List.of(row), null, null, true));
            }
        } finally {
            lock.unlock();
        }
    }

    /// Follows what others want of the run, however often the database has to be asked for it.
    void readSignals() {
        engine.untilDone("What is wanted of " + this + " could not be read", this::followSignals);
    }

    private void followSignals() {
        signals.lock();
        try {
            List<Signal> followed = new ArrayList<>();
            for (Signal signal : engine.signals().read(facts.id())) {
                if (follow(signal)) {
                    followed.add(signal);
                }
            }
            if (!followed.isEmpty()) {
                engine.signals().remove(followed);
            }
        } finally {
            signals.unlock();
        }
    }

    /// @return false if the signal has to stay: its token belongs to a call that has not parked yet, or what it led to
    // is
    ///     not durable, so that whoever has the run next must follow it
    private boolean follow(Signal signal) {
        return switch (signal.kind()) {
            case Signal.CANCEL ->
                tellAndGo(new RunEvent.StopAsked(
                        Entry.Stopping.Why.CANCELLED,
                        new Problem("run.cancelled", "The run was cancelled by " + signal.by())));
            case Signal.PAUSE -> tellAndGo(new RunEvent.PauseAsked(signal.by()));
            case Signal.RESUME -> tellAndGo(new RunEvent.ResumeAsked(signal.by()));
            case Signal.TOKEN ->
                knows(signal.token())
                        ? tellAndGo(new RunEvent.TokenCompleted(signal.token(), signal.outcome(), engine.now()))
                        : !expects(signal.token());
            default -> true;
        };
    }

    /// Tells an event; the calls that follow from it are made by another thread.
    ///
    /// @return whether it is durable
    private boolean tellAndGo(RunEvent event) {
        Told told = tellDurably(event, 0);
        Decision.Make next = told.next();
        if (next != null) {
            engine.spawn(() -> make(next));
        }
        return told.durable();
    }

    private void make(Decision.Make first) {
        Decision.@Nullable Make next = first;
        while (next != null) {
            next = engine.caller().make(this, next);
        }
    }

    /// Whether a call waits for that token; the token of a run that has left is for whoever has the run next.
    private boolean knows(String token) {
        lock.lock();
        try {
            return gone || state.tokens.containsKey(token);
        } finally {
            lock.unlock();
        }
    }

    /// Whether a call that is under way, or is still to be made, may park on that token. After a crash such a call is
    // made
    /// again, and must find its answer.
    private boolean expects(String token) {
        lock.lock();
        try {
            for (PlannedStep planned : state.plan.steps()) {
                RunState.StepState step = state.step(planned.index());
                if (step.status == StepStatus.PENDING || step.status == StepStatus.ACTIVE) {
                    if (expects(token, step.whole)) {
                        return true;
                    }
                    for (RunState.Unit item : step.items == null ? new RunState.Unit[0] : step.items) {
                        if (expects(token, item)) {
                            return true;
                        }
                    }
                }
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    private boolean expects(String token, RunState.Unit unit) {
        return unit.open() && token.equals(token(unit.call()));
    }

    /// @return the first call to make; the others are made by new threads
    private Decision.@Nullable Make carryOut(List<Decision> decisions) {
        Decision.Make first = null;
        boolean children = false;
        for (Decision decision : decisions) {
            switch (decision) {
                case Decision.Make made -> {
                    if (first == null) {
                        first = made;
                    } else {
                        engine.spawn(() -> make(made));
                    }
                }
                case Decision.ReadItems(int step) ->
                    engine.spawn(() -> take(engine.caller().readItems(this, step)));
                case Decision.WakeAt(Call call, Instant at) -> engine.at(at, () -> take(new RunEvent.Due(call)));
                case Decision.Interrupt(Call call) -> {
                    engine.caller().interrupt(facts.id(), call);
                    children |= state.plan.step(call.step()).type().name().equals(WorkflowStep.NAME);
                }
            }
        }
        if (children) {
            engine.cancelChildren(facts.id());
        }
        return first;
    }

    private List<JournalRow> rows(List<Entry> entries, long startedMicros) {
        List<JournalRow> rows = new ArrayList<>(entries.size());
        long at = engine.nowMicros();
        for (Entry entry : entries) {
            rows.add(codec.row(facts.id(), ++seq, at, startedMicros, entry));
            if (entry instanceof Entry.Parked(var _, var _, String token, var _) && token != null) {
                engine.spawn(this::readSignals);
            }
        }
        return rows;
    }

    /// How the run leaves memory now, if it does.
    private Submission.@Nullable Departure departure() {
        if (state.ended != null) {
            return end(state.ended);
        }
        if (state.calling > 0 || (!state.paused && !state.ready.isEmpty())) {
            return null;
        }
        if (state.paused) {
            return rest(RunStatus.PAUSED, null);
        }
        Instant due = state.earliestDue();
        Instant deadline = deadline();
        Instant wake = due == null || (deadline != null && deadline.isBefore(due)) ? deadline : due;
        Instant horizon = engine.now().plus(engine.settings().restAfter());
        if (wake != null && wake.isBefore(horizon)) {
            return null;
        }
        if (!engine.crowded() && !restPlanned) {
            restPlanned = true;
            engine.at(horizon, this::restIfIdle);
            return null;
        }
        return engine.crowded() ? rest(RunStatus.WAITING, wake) : null;
    }

    /// Leaves memory if nothing has happened that keeps the run here.
    private void restIfIdle() {
        Submission submission;
        lock.lock();
        try {
            restPlanned = false;
            if (gone || state.ended != null || state.calling > 0 || !state.ready.isEmpty()) {
                return;
            }
            Instant due = state.earliestDue();
            Instant deadline = deadline();
            Instant wake = due == null || (deadline != null && deadline.isBefore(due)) ? deadline : due;
            if (wake != null
                    && wake.isBefore(engine.now().plus(engine.settings().restAfter()))) {
                return;
            }
            submission = new Submission(node, facts.id(), List.of(), null, rest(RunStatus.WAITING, wake), false);
            engine.writer().submit(submission);
            gone = true;
        } finally {
            lock.unlock();
        }
        submission.await();
        engine.forget(this);
    }

    /// Leaves memory because the node stops; another takes the run up at once.
    @Nullable
    Submission leave() {
        lock.lock();
        try {
            if (gone) {
                return null;
            }
            gone = true;
            RunStatus status = state.paused ? RunStatus.PAUSED : RunStatus.WAITING;
            Instant wake = state.paused ? null : engine.now();
            var submission = new Submission(node, facts.id(), List.of(), null, rest(status, wake), false);
            engine.writer().submit(submission);
            return submission;
        } finally {
            lock.unlock();
        }
    }

    /// Whether the run has been told to leave memory, which may not be durable yet.
    boolean leaves() {
        lock.lock();
        try {
            return gone;
        } finally {
            lock.unlock();
        }
    }

    /// The run is no longer this node's: whatever its calls bring is not recorded.
    void drop() {
        lock.lock();
        try {
            gone = true;
        } finally {
            lock.unlock();
        }
        engine.caller().interruptAll(facts.id());
        engine.forget(this);
    }

    private Submission.Departure rest(RunStatus status, @Nullable Instant wake) {
        long micros = wake == null ? 0 : Clock.micros(wake);
        return new Submission.Departure(status, micros, null, facts.workflow(), null, null, null);
    }

    private Submission.Departure end(Entry.Ended ended) {
        String error = ended.problem() == null ? null : Json.write(JournalCodec.object(ended.problem()));
        String outcome = facts.parentToken() == null ? null : Json.write(outcomeForParent(ended, facts.parentToken()));
        return new Submission.Departure(
                ended.status(), 0, error, facts.workflow(), facts.parent(), facts.parentToken(), outcome);
    }

    private JsonNode outcomeForParent(Entry.Ended ended, String token) {
        Problem problem = ended.problem();
        if (ended.status() == RunStatus.COMPLETED) {
            return Signal.tokenData(token, engine.caller().bounded(facts.parent(), outputs()));
        }
        String detail = problem == null ? "it was " + ended.status().word() : problem.detail();
        return Signal.tokenData(
                token,
                new Outcome.Failed(
                        "workflow.child-failed", "The run " + facts.id() + " did not complete: " + detail, true));
    }

    private ObjectNode outputs() {
        ObjectNode outputs = Json.object();
        for (PlannedStep step : state.plan.steps()) {
            JsonNode output = output(step.index());
            if (state.status(step.index()) == StepStatus.SUCCEEDED && !output.isMissingNode()) {
                outputs.set(step.id(), output);
            }
        }
        return outputs;
    }

    UUID id() {
        return facts.id();
    }

    @Override
    public String toString() {
        return "run " + facts.id();
    }
}
