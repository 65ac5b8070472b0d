package dev.quayside.identity.password;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// Lets only a few passwords be hashed at once, and only a few more wait: each hash takes a processor for a while and
/// megabytes of memory, and whoever guesses passwords must not take them from everybody else. Safe for several threads.
public final class HashQueue {
    private final Semaphore hashing;
    private final AtomicInteger inside = new AtomicInteger();
    private final int most;
    private final Duration patience;

    /// @param atOnce hashes at the same time
    /// @param waiting how many more may wait
    /// @param patience how long one waits at most
    public HashQueue(int atOnce, int waiting, Duration patience) {
        hashing = new Semaphore(atOnce, true);
        most = atOnce + waiting;
        this.patience = patience;
    }

    /// As many at once as leave processors for the rest of the server.
    public static HashQueue forThisMachine() {
        return new HashQueue(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), 20, Duration.ofSeconds(3));
    }

    /// Does `work` when it is its turn; empty if too many wait already, or for too long.
    <T> Optional<T> call(Supplier<T> work) throws InterruptedException {
        if (inside.incrementAndGet() > most) {
            inside.decrementAndGet();
            return Optional.empty();
        }
        try {
            if (!hashing.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return Optional.empty();
            }
            try {
                return Optional.of(work.get());
            } finally {
                hashing.release();
            }
        } finally {
            inside.decrementAndGet();
        }
    }

    /// How many wait.
    int waiting() {
        return hashing.getQueueLength();
    }
}
