package dev.quayside.document.queue;

import java.time.Duration;

/// How a worker works.
///
/// @param atOnce how many messages of a queue it works on at once
/// @param receives how often a message may have been received before its job is given up
/// @param visibility how long a message is hidden from other workers; extended while one works on it, so that it is
///     also how long it takes until the message of a worker that died is received again
/// @param poll how long it waits for a message in one request
public record WorkerSettings(int atOnce, int receives, Duration visibility, Duration poll) {
    /// Four at once, five times, a minute, twenty seconds.
    public static final WorkerSettings DEFAULT =
            new WorkerSettings(4, 5, Duration.ofMinutes(1), Duration.ofSeconds(20));

    public WorkerSettings {
        if (atOnce < 1 || atOnce > 64) {
            throw new IllegalArgumentException("queue.worker-jobs must be 1 to 64, was " + atOnce);
        }
        if (receives < 1 || receives > 1_000) {
            throw new IllegalArgumentException("queue.max-receives must be 1 to 1000, was " + receives);
        }
        if (visibility.toSeconds() < 3 || visibility.toHours() > 12) {
            throw new IllegalArgumentException("queue.visibility must be 3s to 12h, was " + visibility);
        }
    }
}
