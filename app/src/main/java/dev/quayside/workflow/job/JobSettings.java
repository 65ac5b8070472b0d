package dev.quayside.workflow.job;

import java.time.Duration;

/// How many documents may be worked on, and how long a request waits for one.
///
/// @param maxOpen jobs that have not ended; further ones are refused
/// @param patience of requests of the File Processing API; the job goes on after it
public record JobSettings(int maxOpen, Duration patience) {
    /// More than 500 at once wait too long for anybody to wait for them; half a minute is what clients expect.
    public static final JobSettings DEFAULT = new JobSettings(500, Duration.ofSeconds(30));

    public JobSettings {
        if (maxOpen < 1) {
            throw new IllegalArgumentException("document.max-jobs must be at least 1, was " + maxOpen);
        }
        if (patience.isNegative()) {
            throw new IllegalArgumentException("document.patience must not be negative, was " + patience);
        }
    }
}
