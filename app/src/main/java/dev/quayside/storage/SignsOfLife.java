package dev.quayside.storage;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// Says once in a while that bytes still come in, so that nobody takes their blob for left over. One thread at a time.
final class SignsOfLife {
    private static final Duration BETWEEN = Duration.ofMinutes(10);

    private final InstantSource clock;
    private final Runnable sign;
    private Instant next;

    SignsOfLife(InstantSource clock, Runnable sign) {
        this.clock = clock;
        this.sign = sign;
        next = clock.instant().plus(BETWEEN);
    }

    /// Some bytes came.
    void pulse() {
        Instant now = clock.instant();
        if (now.isAfter(next)) {
            next = now.plus(BETWEEN);
            sign.run();
        }
    }
}
