package dev.quayside.workflow.trigger;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/// A clock that the test moves.
public final class MovedTime implements InstantSource {
    private final AtomicReference<Instant> now;

    public MovedTime(String now) {
        this.now = new AtomicReference<>(Instant.parse(now));
    }

    public void set(String moment) {
        now.set(Instant.parse(moment));
    }

    public void pass(Duration span) {
        now.updateAndGet(moment -> moment.plus(span));
    }

    @Override
    public Instant instant() {
        return now.get();
    }
}
