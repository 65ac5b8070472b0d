package dev.quayside.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/// A clock that the test moves; it begins at the real time.
public final class MovedClock implements InstantSource {
    private final AtomicReference<Instant> now =
            new AtomicReference<>(InstantSource.system().instant());

    @Override
    public Instant instant() {
        return now.get();
    }

    public void pass(Duration span) {
        now.updateAndGet(moment -> moment.plus(span));
    }
}
