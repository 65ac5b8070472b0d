package dev.quayside.workflow.journal;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Moments as the journal counts them: microseconds since 1970.
public final class Clock {
    private Clock() {}

    public static long micros(Instant moment) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, moment);
    }

    public static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
