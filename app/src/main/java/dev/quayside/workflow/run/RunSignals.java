package dev.quayside.workflow.run;

import dev.quayside.base.Problem;
import dev.quayside.workflow.decider.Entry;
import dev.quayside.workflow.decider.RunEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/// Follows what others want of one run: cancel, pause, resume, tokens completed. Safe for several threads.
///
/// A signal is taken away once what it led to is durable; one that is followed twice, after a crash in between, means
/// nothing the second time.
final class RunSignals {
    private final Engine engine;
    private final ActiveRun run;
    private final ReentrantLock lock = new ReentrantLock();

    RunSignals(Engine engine, ActiveRun run) {
        this.engine = engine;
        this.run = run;
    }

    void read() {
        lock.lock();
        run.hear();
        try {
            List<Signal> followed = new ArrayList<>();
            for (Signal signal : engine.tables().signals().read(run.id())) {
                if (follow(signal)) {
                    followed.add(signal);
                }
            }
            if (!followed.isEmpty()) {
                engine.tables().signals().remove(followed);
            }
        } finally {
            run.heard();
            lock.unlock();
        }
    }

    /// Follows one signal.
    ///
    /// @return false if the signal has to stay: its token belongs to a call that has not parked yet, or what it led
    ///     to is not durable, so that whoever has the run next must follow it
    private boolean follow(Signal signal) {
        return switch (signal.kind()) {
            case Signal.CANCEL ->
                run.tellAndGo(new RunEvent.StopAsked(
                        Entry.Stopping.Why.CANCELLED,
                        new Problem("run.cancelled", "The run was cancelled by " + signal.by())));
            case Signal.PAUSE -> run.tellAndGo(new RunEvent.PauseAsked(signal.by()));
            case Signal.RESUME -> run.tellAndGo(new RunEvent.ResumeAsked(signal.by()));
            case Signal.TOKEN ->
                run.knows(signal.token())
                        ? run.tellAndGo(new RunEvent.TokenCompleted(signal.token(), signal.outcome(), engine.now()))
                        : !run.expects(signal.token());
            default -> true;
        };
    }
}
