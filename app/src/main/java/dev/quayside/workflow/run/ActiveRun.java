package dev.quayside.workflow.run;

import dev.quayside.base.Problem;
import dev.quayside.step.StepContext.Level;
import dev.quayside.workflow.decider.Call;
import dev.quayside.workflow.decider.Decider;
import dev.quayside.workflow.decider.Decision;
import dev.quayside.workflow.decider.Decision.Transition;
import dev.quayside.workflow.decider.Entry;
import dev.quayside.workflow.decider.RunEvent;
import dev.quayside.workflow.decider.RunState;
import dev.quayside.workflow.definition.Plan;
import dev.quayside.workflow.journal.JournalCodec;
import dev.quayside.workflow.journal.JournalRow;
import dev.quayside.workflow.journal.RunFacts;
import dev.quayside.workflow.journal.Submission;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

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
    private final RunSignals signals;
    private final Leaving leaving;
    private final Performer performer;
    private final RunData data;
    private int seq;
    private int logLines;
    private boolean gone;
    private boolean hearing;
    private boolean awake;
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
        this.codec = new JournalCodec(state.plan());
        this.node = node;
        this.seq = seq;
        this.signals = new RunSignals(engine, this);
        this.leaving = new Leaving(engine, facts, state);
        this.performer = new Performer(engine, this);
        this.data = new RunData(engine.tables().payloads(), facts, state);
    }

    RunFacts facts() {
        return facts;
    }

    /// The right under which the run is owned.
    long node() {
        return node;
    }

    Plan plan() {
        return state.plan();
    }

    /// What its steps may read of it.
    RunData data() {
        return data;
    }

    String token(Call call) {
        return Tokens.of(
                facts.id(), state.seed(), state.plan().step(call.step()).id(), call);
    }

    /// Writes the entry with which the run begins, or this node's work on it.
    ///
    /// @return the submission to await, before [#wake]
    Submission begin(Entry entry, Submission.@Nullable Birth birth) {
        lock.lock();
        try {
            state.apply(entry);
            var submission = new Submission(node, facts.id(), rows(List.of(entry), 0), birth, null, false);
            engine.writer().submit(submission);
            return submission;
        } finally {
            lock.unlock();
        }
    }

    /// Sets the run going, or going on after its state was folded from the journal.
    void wake() {
        Instant deadline = leaving.deadline();
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
        boolean _ = begin(claimed, null).await();
        return fruitlessRecoveries();
    }

    /// How often in a row the run was recovered without getting anywhere.
    int fruitlessRecoveries() {
        lock.lock();
        try {
            return state.fruitlessRecoveries();
        } finally {
            lock.unlock();
        }
    }

    private RunEvent timedOut() {
        return new RunEvent.StopAsked(
                Entry.Stopping.Why.TIMED_OUT,
                new Problem(
                        "run.timeout",
                        "The run took longer than its timeout of "
                                + state.plan().timeout()));
    }

    /// Tells an event and makes the calls that follow from it, on this thread and on new ones.
    void take(RunEvent event) {
        performer.make(tell(event, 0));
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
            awake |= event instanceof RunEvent.Woken || event instanceof RunEvent.StopAsked;
            Transition transition = Decider.decide(state, event);
            decisions = transition.decisions();
            Submission.Departure departure = departure(false);
            left = departure != null;
            if (left || !transition.entries().isEmpty()) {
                List<JournalRow> rows = rows(transition.entries(), startedMicros);
                submission = new Submission(node, facts.id(), rows, null, departure, false);
                engine.writer().submit(submission);
            }
            gone = left;
        } catch (RuntimeException unforeseen) {
            engine.doubt(this, unforeseen);
            return new Told(false, null);
        } finally {
            lock.unlock();
        }
        if (submission != null && !submission.await()) {
            engine.lost(this, submission.refusal());
            return new Told(false, null);
        }
        if (left) {
            over = state.ended() != null;
            engine.forget(this);
            return new Told(true, null);
        }
        return new Told(true, performer.carryOut(decisions));
    }

    /// Adds an entry that decides nothing; it is written when there is company, or soon.
    void note(Entry entry) {
        lock.lock();
        try {
            boolean tooMuch = entry instanceof Entry.Log && ++logLines > MAX_LOG_LINES;
            if (gone || (tooMuch && logLines > MAX_LOG_LINES + 1)) {
                return;
            }
            String last = "More than " + MAX_LOG_LINES + " log lines: further ones are dropped";
            Entry kept = tooMuch ? new Entry.Log(-1, Call.WHOLE, Level.WARNING, last) : entry;
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
            if (!gone && state.attempt(under.call) == under.call.attempt()) {
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
        engine.errands().untilDone("What is wanted of run " + facts.id() + " could not be read", signals::read);
    }

    /// Tells an event; the calls that follow from it are made by another thread.
    ///
    /// @return whether it is durable
    boolean tellAndGo(RunEvent event) {
        Told told = tellDurably(event, 0);
        Decision.Make next = told.next();
        if (next != null) {
            engine.spawn(() -> performer.make(next));
        }
        return told.durable();
    }

    /// Whether a call waits for that token; the token of a run that has left is for whoever has the run next.
    boolean knows(String token) {
        lock.lock();
        try {
            return gone || state.awaits(token);
        } finally {
            lock.unlock();
        }
    }

    /// Whether the run is no longer in this node's memory, or is about to leave it.
    boolean left() {
        lock.lock();
        try {
            return gone;
        } finally {
            lock.unlock();
        }
    }

    /// Whether a call that is under way, or is still to be made, may park on that token. After a crash such a call
    /// is made again, and must find its answer.
    boolean expects(String token) {
        lock.lock();
        try {
            return state.expects(call -> token.equals(token(call)));
        } finally {
            lock.unlock();
        }
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
    private Submission.@Nullable Departure departure(boolean rested) {
        Entry.Ended ended = state.ended();
        if (ended != null) {
            return leaving.end(ended);
        }
        if (hearing || !awake) {
            return null; // a run that was only read from its journal looks idle
        }
        if (state.paused() && !state.calls()) {
            return leaving.paused();
        }
        if (!leaving.idle()) {
            return null;
        }
        if (engine.crowded() || rested) {
            return leaving.rest();
        }
        if (!restPlanned) {
            restPlanned = true;
            engine.at(engine.now().plus(engine.settings().restAfter()), () -> leaveIfIdle(true));
        }
        return null;
    }

    /// Keeps the run in memory while what is wanted of it is followed: if it left after the first of several signals,
    /// nobody would hear of the others.
    void hear() {
        lock.lock();
        try {
            hearing = true;
        } finally {
            lock.unlock();
        }
    }

    /// All that was wanted of it has been followed.
    void heard() {
        lock.lock();
        try {
            hearing = false;
        } finally {
            lock.unlock();
        }
        leaveIfIdle(false);
    }

    /// Leaves memory if nothing keeps the run here.
    ///
    /// @param rested whether it was given its time for something to happen
    private void leaveIfIdle(boolean rested) {
        Submission submission = null;
        lock.lock();
        try {
            restPlanned &= !rested;
            Submission.Departure departure = gone ? null : departure(rested);
            if (departure != null) {
                submission = leave(departure);
            }
        } finally {
            lock.unlock();
        }
        if (submission != null) {
            boolean _ = submission.await();
            engine.forget(this);
        }
    }

    /// Leaves memory because the node stops; another takes the run up at once.
    @Nullable
    Submission leave() {
        lock.lock();
        try {
            return gone ? null : leave(leaving.handOver());
        } finally {
            lock.unlock();
        }
    }

    private Submission leave(Submission.Departure departure) {
        gone = true;
        var submission = new Submission(node, facts.id(), List.of(), null, departure, false);
        engine.writer().submit(submission);
        return submission;
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

    UUID id() {
        return facts.id();
    }

    @Override
    public String toString() {
        return "run " + facts.id();
    }
}
