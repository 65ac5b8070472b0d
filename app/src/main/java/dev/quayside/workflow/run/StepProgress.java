package dev.quayside.workflow.run;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// How far a call of a step says it is. Immutable.
///
/// @param done how much is done
/// @param total how much there is; 0 if nobody knows
/// @param unit what is counted
/// @param at when the step said so
public record StepProgress(long done, long total, String unit, Instant at) {
    /// How much was done in a second since `began`; empty if there is nothing to tell it from.
    public Optional<Double> perSecond(Instant began) {
        double seconds = Duration.between(began, at).toNanos() / 1e9;
        return done > 0 && seconds > 0 ? Optional.of(done / seconds) : Optional.empty();
    }

    /// How long the rest takes if it goes on as it did since `began`; empty if nobody can know.
    public Optional<Duration> left(Instant began) {
        return total < done
                ? Optional.empty()
                : perSecond(began).map(rate -> Duration.ofMillis(Math.round((total - done) / rate * 1000)));
    }
}
