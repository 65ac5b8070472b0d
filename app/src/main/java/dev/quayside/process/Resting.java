package dev.quayside.process;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Warm processes between two tasks. The one that worked last is given out first, so that those that are not needed
/// rest on; one that has rested too long is ended. Safe for several threads.
public final class Resting<P extends Resting.Warm> implements AutoCloseable {
    /// Whoever works with breaks of a few minutes finds it warm: to start a process takes up to three seconds. A server
    /// that is not asked for more gives back some hundred megabytes for each.
    public static final Duration LONG = Duration.ofMinutes(10);

    private final long mostNanos;
    private final Deque<Rest<P>> resting = new ArrayDeque<>(); // the newest first
    private boolean watched;
    private boolean closed;

    /// @param most how long a process may rest
    public Resting(Duration most) {
        this.mostNanos = most.toNanos();
    }

    /// A process that can be kept.
    public interface Warm extends AutoCloseable {
        /// Whether it can be given another task.
        boolean usable();

        /// Ends it.
        @Override
        void close();
    }

    private record Rest<P>(P process, long since) {}

    /// The process that rested shortest; none if all are at work or were ended.
    public Optional<P> take() {
        for (Optional<P> next = next(); next.isPresent(); next = next()) {
            if (next.get().usable()) {
                return next;
            }
            next.get().close();
        }
        return Optional.empty();
    }

    private synchronized Optional<P> next() {
        return Optional.ofNullable(resting.pollFirst()).map(Rest::process);
    }

    /// Lets a process rest; ends it if it is good for nothing more, or nobody will ask for it.
    public void put(P process) {
        if (!process.usable() || !keep(process)) {
            process.close();
        }
    }

    private synchronized boolean keep(P process) {
        if (!closed) {
            resting.addFirst(new Rest<>(process, System.nanoTime()));
            watch();
        }
        return !closed;
    }

    /// Looks again when the one that has rested longest has rested enough.
    private synchronized void watch() {
        Rest<P> oldest = resting.peekLast();
        if (!watched && oldest != null) {
            watched = true;
            long left = mostNanos - (System.nanoTime() - oldest.since());
            CompletableFuture.delayedExecutor(left, TimeUnit.NANOSECONDS, look -> Thread.startVirtualThread(look))
                    .execute(this::look);
        }
    }

    private void look() {
        tired().forEach(Warm::close);
    }

    private synchronized List<P> tired() {
        List<P> tired = new ArrayList<>();
        for (Rest<P> oldest = resting.peekLast();
                oldest != null && System.nanoTime() - oldest.since() >= mostNanos;
                oldest = resting.peekLast()) {
            tired.add(oldest.process());
            resting.removeLast();
        }
        watched = false;
        watch();
        return tired;
    }

    /// Ends all that rest, and from now on those that come to rest.
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        for (Optional<P> next = next(); next.isPresent(); next = next()) {
            next.get().close();
        }
    }
}
