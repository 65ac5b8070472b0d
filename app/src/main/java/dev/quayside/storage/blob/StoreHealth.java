package dev.quayside.storage.blob;

import dev.quayside.base.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether a store can be used. However many ask, the store is asked every few seconds and not while it still owes an
/// answer. Safe for several threads.
public final class StoreHealth {
    private static final Logger LOG = LoggerFactory.getLogger(StoreHealth.class);
    private static final Duration FRESH = Duration.ofSeconds(5);

    /// Probes do not wait for long.
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final BlobStore store;
    private final InstantSource clock;
    private final AtomicReference<Asked> last =
            new AtomicReference<>(new Asked(Instant.MIN, CompletableFuture.completedFuture(false)));

    /// @param answer whether it can be used
    private record Asked(Instant at, CompletableFuture<Boolean> answer) {}

    public StoreHealth(BlobStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /// Waits two seconds for an answer.
    public boolean usable() {
        Asked before = last.get();
        Instant now = clock.instant();
        if (before.answer().isDone() && now.isAfter(before.at().plus(FRESH))) {
            Asked next = new Asked(now, new CompletableFuture<>());
            if (last.compareAndSet(before, next)) {
                var _ = next.answer().completeAsync(this::ask, Thread::startVirtualThread);
            }
        }
        return last.get()
                .answer()
                .copy()
                .completeOnTimeout(false, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private boolean ask() {
        try {
            store.check();
            return true;
        } catch (ProblemException e) {
            LOG.debug("The store of files cannot be used", e);
            return false;
        }
    }
}
