package dev.quayside.workflow.run;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Moments as the journal counts them: microseconds since 1970.
final class Clock {
    private Clock() {}

    static long micros(Instant moment) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, moment);
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
