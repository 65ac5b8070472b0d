package dev.quayside.workflow.definition;

import java.time.Duration;

/// When a failed call is tried again: exponential backoff with a cap and jitter.
///
/// @param attempts calls in all, the first included; 1 to 100
/// @param backoff the wait after the first failure; it doubles with every further one
/// @param max the longest wait
/// @param jitter the share of a wait that is drawn by chance, 0 (none) to 1 (between nothing and the whole wait)
public record Retry(int attempts, Duration backoff, Duration max, double jitter) {
    /// No second call.
    public static final Retry NONE = new Retry(1, Duration.ofSeconds(1), Duration.ofMinutes(5), 1);

    public Retry {
        if (attempts < 1 || attempts > 100) {
            throw new IllegalArgumentException("attempts must be 1 to 100, was " + attempts);
        }
        if (jitter < 0 || jitter > 1) {
            throw new IllegalArgumentException("jitter must be 0 to 1, was " + jitter);
        }
    }

    /// How long to wait after a failed call.
    ///
    /// @param attempt the number of the call that failed, from 1
    /// @param chance evenly drawn from 0 to 1
    public Duration waitAfter(int attempt, double chance) {
        double doubled = backoff.toMillis() * Math.pow(2, Math.min(attempt - 1, 62));
        double capped = Math.min(doubled, (double) max.toMillis());
        return Duration.ofMillis(Math.round(capped * (1 - jitter * chance)));
    }
}
