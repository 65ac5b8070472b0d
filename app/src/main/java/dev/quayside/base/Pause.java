package dev.quayside.base;

import java.time.Duration;

/// Waiting, as something that a test can move.
@FunctionalInterface
public interface Pause {
    /// Really waits.
    Pause REAL = Thread::sleep;

    /// Returns after `span`.
    ///
    /// @throws InterruptedException if the waiting thread is told to stop
    void sleep(Duration span) throws InterruptedException;
}
