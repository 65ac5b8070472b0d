package dev.quayside.workflow.run;

import dev.quayside.base.Pause;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Wakes those who follow a run's journal, on this node and on others. Safe for several threads.
///
/// A run's rows are written by the node that owns it. Who follows a run elsewhere announces it once in a while, and the
/// owner then notifies of new rows; a run that nobody follows costs nothing.
final class Followers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Followers.class);

    /// How long an announcement counts.
    private static final Duration INTEREST = Duration.ofSeconds(15);

    private final SignalTable signals;
    private final Pause pause;
    private final Map<UUID, List<Bell>> local = new ConcurrentHashMap<>();
    private final Map<UUID, Long> elsewhere = new ConcurrentHashMap<>();
    private final LinkedBlockingQueue<UUID> toNotify = new LinkedBlockingQueue<>(100_000);
    private final Set<UUID> queued = ConcurrentHashMap.newKeySet();
    private final Thread notifier;

    /// Rings when there may be new rows. One thread waits for it.
    final class Bell implements AutoCloseable {
        private final UUID run;
        private final boolean endOnly;
        private final Semaphore rung = new Semaphore(0);
        private volatile @Nullable Run ended;
        private long announced = System.nanoTime() - INTEREST.toNanos();

        private Bell(UUID run, boolean endOnly) {
            this.run = run;
            this.endOnly = endOnly;
        }

        /// Waits until there may be new rows, or `span` is over.
        ///
        /// @param owned whether this node owns the run; if not, the owner is told of the interest
        /// @return whether it rang
        boolean await(Duration span, boolean owned) throws InterruptedException {
            if (!owned && System.nanoTime() - announced > INTEREST.toNanos() / 3) {
                announced = System.nanoTime();
                announce(Channels.FOLLOW, run);
            }
            boolean rang = rung.tryAcquire(span.toNanos(), TimeUnit.NANOSECONDS);
            rung.drainPermits();
            return rang;
        }

        /// The run as it ended, if this node has seen its end.
        @Nullable
        Run ended() {
            return ended;
        }

        @Override
        public void close() {
            local.computeIfPresent(run, (_, bells) -> {
                bells.remove(this);
                return bells.isEmpty() ? null : bells;
            });
        }
    }

    Followers(SignalTable signals, Pause pause) {
        this.signals = signals;
        this.pause = pause;
        this.notifier = Thread.ofVirtual().name("followers").unstarted(this::notifyOthers);
    }

    void start() {
        notifier.start();
    }

    /// Begins to follow a run.
    ///
    /// @param endOnly whether only its end is of interest, as far as this node knows of it
    Bell follow(UUID run, boolean endOnly) {
        Bell bell = new Bell(run, endOnly);
        local.compute(run, (_, bells) -> {
            List<Bell> all = bells == null ? new CopyOnWriteArrayList<>() : bells;
            all.add(bell);
            return all;
        });
        return bell;
    }

    /// Somebody on another node follows a run.
    void followedElsewhere(UUID run) {
        elsewhere.put(run, System.nanoTime() + INTEREST.toNanos());
    }

    /// Rows were written; called by the writer's thread.
    void written(Batch batch) {
        if (local.isEmpty() && elsewhere.isEmpty()) {
            return;
        }
        for (Submission submission : batch.submissions()) {
            wake(submission);
            Long until = elsewhere.get(submission.run);
            if (until != null) {
                if (System.nanoTime() - until > 0) {
                    elsewhere.remove(submission.run);
                } else if (queued.add(submission.run)) {
                    boolean _ = toNotify.offer(submission.run);
                }
            }
        }
    }

    private void wake(Submission submission) {
        List<Bell> bells = local.get(submission.run);
        if (bells == null) {
            return;
        }
        Submission.Departure departure = submission.departure;
        boolean over = departure != null && departure.status().ended();
        for (Bell bell : bells) {
            if (over) {
                bell.ended = departure.ended();
            }
            if (departure != null || !bell.endOnly) {
                bell.rung.release();
            }
        }
    }

    /// There may be new rows of a run.
    void wake(UUID run) {
        List<Bell> bells = local.get(run);
        if (bells != null) {
            bells.forEach(bell -> bell.rung.release());
        }
    }

    void wakeAll() {
        local.keySet().forEach(this::wake);
    }

    private void notifyOthers() {
        try {
            while (true) {
                UUID run = toNotify.take();
                queued.remove(run);
                announce(Channels.JOURNAL, run);
                pause.sleep(Duration.ofMillis(2));
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void announce(String channel, UUID run) {
        try {
            signals.announce(channel, run.toString());
        } catch (RuntimeException e) {
            // Followers look by themselves once in a while: a notification only makes it sooner.
            LOG.debug("Followers of {} were not notified", run, e);
        }
    }

    @Override
    public void close() {
        notifier.interrupt();
    }
}
