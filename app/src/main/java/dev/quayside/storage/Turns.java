package dev.quayside.storage;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/// Has uploads speak to the database a few at a time, and fewer than it has connections: a crowd waits here, where
/// nobody gives up, and leaves connections to everybody else. Safe for several threads.
final class Turns {
    private static final int AT_ONCE = 6;

    private final Semaphore turns = new Semaphore(AT_ONCE, true);

    /// Waits for a turn, as the other.
    void take(Runnable work) {
        var _ = take(() -> {
            work.run();
            return true;
        });
    }

    /// Waits for a turn. What is done in one does not take another.
    <T> T take(Supplier<T> work) {
        turns.acquireUninterruptibly();
        try {
            return work.get();
        } finally {
            turns.release();
        }
    }
}
