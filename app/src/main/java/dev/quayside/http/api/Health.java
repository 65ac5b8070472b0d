package dev.quayside.http.api;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/// Where the program stands between its start and its stop. Safe for several threads.
public final class Health {
    /// The parts of a program's life.
    public enum Phase {
        STARTING,
        READY,
        STOPPING
    }

    private final InstantSource clock;
    private final BooleanSupplier database;
    private final BooleanSupplier storage;
    private final BooleanSupplier working;
    private final Instant started;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.STARTING);

    /// Counts the time from now.
    ///
    /// @param database whether the database answers
    /// @param storage whether files can be stored; answers within two seconds
    /// @param working whether runs are being worked on
    public Health(InstantSource clock, BooleanSupplier database, BooleanSupplier storage, BooleanSupplier working) {
        this.clock = clock;
        this.database = database;
        this.storage = storage;
        this.working = working;
        this.started = clock.instant();
    }

    /// Everything has been started.
    public void ready() {
        phase.set(Phase.READY);
    }

    /// The stop has begun.
    public void stopping() {
        phase.set(Phase.STOPPING);
    }

    public boolean isReady() {
        return phase.get() == Phase.READY;
    }

    /// Whether the database answers within two seconds: probes do not wait for long.
    boolean databaseAnswers() {
        return CompletableFuture.supplyAsync(database::getAsBoolean, Thread::startVirtualThread)
                .completeOnTimeout(false, 2, TimeUnit.SECONDS)
                .join();
    }

    boolean storageUsable() {
        return storage.getAsBoolean();
    }

    boolean working() {
        return isReady() && working.getAsBoolean();
    }

    Instant now() {
        return clock.instant();
    }

    Duration uptime() {
        return Duration.between(started, clock.instant());
    }
}
