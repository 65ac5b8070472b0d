package dev.quayside.workflow.run;

import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Lets runs that may kill their server in one at a time. Safe for several threads.
final class Suspects {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable UUID inside;

    /// Waits until no other suspect is inside.
    void enter(UUID run) {
        lock.lock();
        try {
            while (inside != null) {
                changed.awaitUninterruptibly();
            }
            inside = run;
        } finally {
            lock.unlock();
        }
    }

    /// Waits until `run` has got somewhere, which clears it, or has left.
    void awaitProgress(ActiveRun run) {
        lock.lock();
        try {
            while (run.id().equals(inside) && run.fruitlessRecoveries() > 0 && !run.left()) {
                try {
                    boolean _ = changed.await(50, java.util.concurrent.TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    break;
                }
            }
        } finally {
            lock.unlock();
        }
        leave(run.id());
    }

    /// Lets the next one in.
    void leave(UUID run) {
        lock.lock();
        try {
            if (run.equals(inside)) {
                inside = null;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }
}
