package dev.quayside.workflow.run;

import dev.quayside.base.Problem;
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
        try {
            List<Signal> followed = new ArrayList<>();
            for (Signal signal : engine.signals().read(run.id())) {
                if (follow(signal)) {
                    followed.add(signal);
                }
            }
            if (!followed.isEmpty()) {
                engine.signals().remove(followed);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Follows one signal.
    ///
    /// @return false if it has to wait: its token belongs to a call that has not parked yet, or is to be made again
    ///     after a crash. One that never will be known goes with the run
    private boolean follow(Signal signal) {
        switch (signal.kind()) {
            case Signal.CANCEL ->
                run.tellAndGo(new RunEvent.StopAsked(
                        Entry.Stopping.Why.CANCELLED,
                        new Problem("run.cancelled", "The run was cancelled by " + signal.by())));
            case Signal.PAUSE -> run.tellAndGo(new RunEvent.PauseAsked(signal.by()));
            case Signal.RESUME -> run.tellAndGo(new RunEvent.ResumeAsked(signal.by()));
            case Signal.TOKEN -> {
                if (!run.knows(signal.token())) {
                    return false;
                }
                run.tellAndGo(new RunEvent.TokenCompleted(signal.token(), signal.outcome(), engine.now()));
            }
            default -> {}
        }
        return true;
    }
}
