package dev.quayside.workflow.run;

import dev.quayside.base.Pause;
import dev.quayside.base.Uuids;
import dev.quayside.workflow.journal.Batch;
import dev.quayside.workflow.journal.Run;
import dev.quayside.workflow.journal.Submission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Wakes those who follow a run's journal, on this node and on others. Safe for several threads.
///
/// A run's rows are written by the node that owns it. Who follows a run elsewhere announces it, and again every few
/// seconds. Every other node answers the first announcement, because rows may have been written after the follower
/// looked and before the announcement came; from then on whichever of them owns the run notifies of new rows. A run
/// that nobody follows costs nothing. Should a notification be lost, one query for all runs that are listened to
/// finds what was missed, every half minute.
final class Followers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Followers.class);

    /// How long an announcement counts.
    private static final Duration INTEREST = Duration.ofSeconds(15);

    private static final Duration BETWEEN_ANNOUNCEMENTS = Duration.ofSeconds(5);
    private static final int ANNOUNCEMENTS_BETWEEN_LOOKS = 6;
    private static final int RUNS_OF_A_LOOK = 2_000;

    private final LogTable logs;
    private final Predicate<UUID> owned;
    private final Pause pause;
    private final String self = Uuids.next().toString();
    private final Map<UUID, List<Ear>> local = new ConcurrentHashMap<>();
    private final Map<UUID, Long> elsewhere = new ConcurrentHashMap<>();
    private final RunNotes interest;
    private final RunNotes news;
    private final Thread round;

    /// Somebody here who is to hear of a run.
    private sealed interface Ear {
        /// @param ended the run as it ended, if it has
        /// @param endOrDoubt whether the run left this node, or nobody knows what happened to it
        void hear(@Nullable Run ended, boolean endOrDoubt);
    }

    /// Rings when there may be new rows. One thread waits for it.
    final class Bell implements Ear, AutoCloseable {
        private final UUID run;
        private final boolean endOnly;
        private final Semaphore rung = new Semaphore(0);
        private volatile @Nullable Run ended;

        private Bell(UUID run, boolean endOnly) {
            this.run = run;
            this.endOnly = endOnly;
        }

        /// Waits until there may be new rows, or `span` is over.
        ///
        /// @return whether it rang
        boolean await(Duration span) throws InterruptedException {
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
        public void hear(@Nullable Run end, boolean endOrDoubt) {
            if (end != null) {
                ended = end;
            }
            if (endOrDoubt || !endOnly) {
                rung.release();
            }
        }

        @Override
        public void close() {
            remove(run, this);
        }
    }

    /// Somebody who keeps no thread.
    private record Listening(RunListener listener) implements Ear {
        @Override
        public void hear(@Nullable Run ended, boolean endOrDoubt) {
            listener.mayHaveMore();
        }
    }

    /// @param owned whether a run is in this node's memory
    Followers(SignalTable signals, LogTable logs, Predicate<UUID> owned, Pause pause) {
        this.logs = logs;
        this.owned = owned;
        this.pause = pause;
        interest = new RunNotes(signals, Channels.FOLLOW, self, pause);
        news = new RunNotes(signals, Channels.JOURNAL, self, pause);
        round = Thread.ofVirtual().name("followers").unstarted(this::goRound);
    }

    void start() {
        interest.start();
        news.start();
        round.start();
    }

    /// Begins to follow a run.
    ///
    /// @param endOnly whether only its end is of interest, as far as this node knows of it
    Bell follow(UUID run, boolean endOnly) {
        Bell bell = new Bell(run, endOnly);
        add(run, bell);
        return bell;
    }

    /// Begins to tell a listener of a run.
    ///
    /// @return ends it
    Runnable listen(UUID run, RunListener listener) {
        Listening listening = new Listening(listener);
        add(run, listening);
        return () -> remove(run, listening);
    }

    private void add(UUID run, Ear ear) {
        local.compute(run, (_, ears) -> {
            List<Ear> all = ears == null ? new CopyOnWriteArrayList<>() : ears;
            all.add(ear);
            return all;
        });
        if (!owned.test(run)) {
            interest.tellOf(run);
        }
    }

    private void remove(UUID run, Ear ear) {
        local.computeIfPresent(run, (_, ears) -> {
            ears.remove(ear);
            return ears.isEmpty() ? null : ears;
        });
    }

    /// Somebody on another node follows these runs.
    ///
    /// @param payload as [RunNotes] writes it
    void followedElsewhere(String payload) {
        long now = System.nanoTime();
        for (UUID run : RunNotes.parse(payload, self)) {
            Long before = elsewhere.put(run, now + INTEREST.toNanos());
            if (before == null || now - before > 0) {
                news.tellOf(run);
            }
        }
    }

    /// Another node has written rows of these runs.
    ///
    /// @param payload as [RunNotes] writes it
    void writtenElsewhere(String payload) {
        RunNotes.parse(payload, self).forEach(this::wake);
    }

    /// Rows were written; called by the writer's thread.
    void written(Batch batch) {
        if (local.isEmpty() && elsewhere.isEmpty()) {
            return;
        }
        for (Submission submission : batch.submissions()) {
            wake(submission);
            if (elsewhere.containsKey(submission.run)) {
                news.tellOf(submission.run);
            }
        }
    }

    private void wake(Submission submission) {
        List<Ear> ears = local.get(submission.run);
        if (ears == null) {
            return;
        }
        Submission.Departure departure = submission.departure;
        Run ended = departure != null && departure.status().ended() ? departure.ended() : null;
        ears.forEach(ear -> ear.hear(ended, departure != null));
    }

    /// There may be new rows of a run.
    private void wake(UUID run) {
        List<Ear> ears = local.get(run);
        if (ears != null) {
            ears.forEach(ear -> ear.hear(null, true));
        }
    }

    void wakeAll() {
        local.keySet().forEach(this::wake);
    }

    private void goRound() {
        try {
            for (int count = 1; ; count++) {
                pause.sleep(BETWEEN_ANNOUNCEMENTS);
                long now = System.nanoTime();
                elsewhere.values().removeIf(until -> now - until > 0);
                local.keySet().stream().filter(owned.negate()).forEach(interest::tellOf);
                if (count % ANNOUNCEMENTS_BETWEEN_LOOKS == 0) {
                    lookForMissed();
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /// Looks for rows that no listener was told of.
    void lookForMissed() {
        List<LogTable.Known> known = new ArrayList<>();
        local.forEach((run, ears) -> ears.forEach(ear -> {
            if (ear instanceof Listening(RunListener listener)) {
                known.add(new LogTable.Known(run, listener.lastNumber()));
            }
        }));
        try {
            for (int from = 0; from < known.size(); from += RUNS_OF_A_LOOK) {
                logs.grown(known.subList(from, Math.min(known.size(), from + RUNS_OF_A_LOOK)))
                        .forEach(this::wake);
            }
        } catch (RuntimeException e) {
            LOG.debug("Lines that were missed are looked for again in half a minute", e);
        }
    }

    @Override
    public void close() {
        round.interrupt();
        interest.close();
        news.close();
    }
}
