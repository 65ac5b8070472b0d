package dev.quayside.workflow.journal;

import dev.quayside.base.Pause;
import dev.quayside.base.Problem;
import dev.quayside.database.Database;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes what runs submit durable: one thread, one connection, one transaction at a time for everything that waits.
///
/// **Group commit.** While a transaction is under way, the next one gathers. After one that released `k` waiters,
/// the writer waits until as many (64 at most) have come back, or 100 microseconds: most of them will, since a run
/// submits its next step as soon as it hears of the last, and waking a thread that parked costs more than the wait.
/// Lazy submissions (log lines, the start of a long call) ride with others, and go after 50 ms where nobody else
/// comes.
///
/// **Order.** All submissions of a run go through one queue, in the order of their numbers.
///
/// **Failure.** When the connection is lost, nobody knows whether the batch was committed. Its first row tells: a
/// batch is there whole or not at all, and under a fence that still holds no one else can have written that row. A
/// full disk or a database that is away keeps the batch waiting and [#problem] set, so that new work is turned away
/// meanwhile.
///
/// Measurements behind this design: docs/performance.md.
public final class JournalWriter implements AutoCloseable {
    /// Told by the writer's thread; must not block.
    public interface Listener {
        /// Rows of these runs are durable.
        void written(Batch batch);

        /// `node` may not write any more: its row is gone.
        void fenced(long node);
    }

    private static final Logger LOG = LoggerFactory.getLogger(JournalWriter.class);

    private static final long GATHER_NANOS = 100_000;
    private static final int GATHER_MOST = 64;
    private static final long LAZY_NANOS = Duration.ofMillis(50).toNanos();
    private static final Duration RETRY_FIRST = Duration.ofMillis(100);
    private static final Duration RETRY_MOST = Duration.ofSeconds(2);

    private final Database database;
    private final Listener listener;
    private final CrashPoints crashPoints;
    private final Pause pause;
    private final ConcurrentLinkedQueue<Submission> queue = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private final Doorbell doorbell;
    private final Batch batch = new Batch();
    private @Nullable JournalTable table;
    /// Whether something that is not lazy came since the queue was last emptied.
    private volatile boolean urgent;
    private volatile @Nullable Problem problem;
    private volatile boolean closing;

    public JournalWriter(Database database, Listener listener, CrashPoints crashPoints, Pause pause) {
        this.database = database;
        this.listener = listener;
        this.crashPoints = crashPoints;
        this.pause = pause;
        this.thread = Thread.ofPlatform().name("journal-writer").unstarted(this::run);
        this.doorbell = new Doorbell(thread);
    }

    public void start() {
        thread.start();
    }

    /// Hands over what is to be written; [Submission#await] tells when it is.
    public void submit(Submission submission) {
        queue.add(submission);
        if (!submission.lazy) {
            urgent = true;
        }
        doorbell.ring(!submission.lazy);
    }

    /// Why nothing can be written at the moment; null if all is well.
    @Nullable
    public Problem problem() {
        return problem;
    }

    private void run() {
        int released = 0;
        while (!closing || !queue.isEmpty()) {
            if (released > 0) {
                gather(Math.min(released, GATHER_MOST));
            }
            if (batch.isEmpty() && queue.isEmpty()) {
                doorbell.rest(() -> closing || !queue.isEmpty());
            }
            if (batch.isEmpty() && !urgent) {
                doorbell.nap(() -> closing || urgent, LAZY_NANOS); // lazy submissions wait for company
            }
            fill();
            released = batch.waiters();
            if (!batch.isEmpty()) {
                List<Submission> all = List.copyOf(batch.submissions());
                try {
                    write();
                } catch (RuntimeException bug) {
                    giveUp(all, bug);
                }
                batch.clear();
            }
        }
    }

    /// Nobody foresaw this. The thread must live on: without it the whole node would stand still.
    private static void giveUp(List<Submission> all, RuntimeException bug) {
        LOG.error("Part of the journal could not be written for a reason that nobody foresaw", bug);
        Problem problem = new Problem("journal.failed", "The run's journal could not be written: " + bug);
        all.forEach(submission -> submission.lost(problem));
    }

    private void fill() {
        urgent = false;
        while (!batch.full()) {
            Submission next = queue.poll();
            if (next == null) {
                return;
            }
            batch.add(next);
        }
        urgent = true;
    }

    /// Takes submissions in until `wanted` threads wait for them, or a moment has passed.
    @SuppressWarnings("ThreadPriorityCheck") // a yield is a hint here: those waited for need the processor more
    private void gather(int wanted) {
        long end = System.nanoTime() + GATHER_NANOS;
        while (batch.waiters() < wanted && !batch.full()) {
            Submission next = queue.poll();
            if (next != null) {
                batch.add(next);
            } else if (System.nanoTime() - end >= 0) {
                return;
            } else {
                Thread.yield();
            }
        }
    }

    private void write() {
        crashPoints.reached(CrashPoints.Point.BEFORE_COMMIT);
        List<Submission> all = new ArrayList<>(batch.submissions());
        long node = all.getFirst().node;
        for (Submission submission : all) {
            if (submission.node != node) {
                writeApart(all);
                return;
            }
        }
        write(node);
        crashPoints.reached(CrashPoints.Point.AFTER_COMMIT);
    }

    /// Submissions under two rights, after a node lost its first one: each is written, or lost, by itself.
    private void writeApart(List<Submission> all) {
        for (Submission submission : all) {
            batch.clear();
            batch.add(submission);
            write(submission.node);
        }
    }

    private void write(long node) {
        Duration wait = RETRY_FIRST;
        boolean unsure = false;
        while (true) {
            try {
                JournalTable open = table();
                if (unsure && landed(open, node)) {
                    done();
                    return;
                }
                conclude(node, open.write(node, batch));
                return;
            } catch (JournalTable.Failure e) {
                boolean taken = e.kind() == JournalTable.Failure.Kind.NUMBER_TAKEN;
                if (taken && unsure) {
                    continue; // the batch had been under way when the connection was lost, and has landed now
                }
                if (taken || e.kind() == JournalTable.Failure.Kind.REFUSED) {
                    isolate(node, e);
                    return;
                }
                unsure = true;
                trouble(e, wait);
                wait = longer(wait);
            }
        }
    }

    /// Whether a batch whose fate is unknown is there. It is there whole or not at all.
    private boolean landed(JournalTable open, long node) {
        for (Submission submission : batch.submissions()) {
            if (!submission.rows.isEmpty()) {
                return open.landed(node, submission.rows.getFirst());
            }
        }
        // Runs that come to rest, and nothing else. Meanwhile none is claimed: see Claimer.
        return !batch.isEmpty() && open.letGo(node, batch.submissions().getFirst().run);
    }

    private void conclude(long node, JournalTable.Written written) {
        recovered();
        switch (written) {
            case DURABLE -> done();
            case SOME_LOST -> {
                LOG.warn(
                        "Runs of node {} had been taken by another node when they were to leave; they go on there",
                        node);
                done();
            }
            case FENCED -> {
                listener.fenced(node);
                batch.submissions().forEach(submission -> submission.lost(null));
            }
        }
    }

    /// The database has answered.
    private void recovered() {
        if (problem != null) {
            LOG.info("The journal can be written again");
            problem = null;
        }
    }

    private void done() {
        recovered();
        for (Submission submission : batch.submissions()) {
            submission.durable();
        }
        try {
            listener.written(batch);
        } catch (RuntimeException bug) {
            LOG.error("Somebody who was to be told of what is durable failed; it is durable all the same", bug);
        }
    }

    /// Finds the submission that cannot be written, so that the others can.
    private void isolate(long node, JournalTable.Failure cause) {
        List<Submission> all = new ArrayList<>(batch.submissions());
        if (all.size() == 1) {
            recovered();
            LOG.error("Run {} could not be written and is given up by this node", all.getFirst().run, cause);
            all.getFirst()
                    .lost(new Problem(
                            "journal.refused", "The database refused the run's journal: " + cause.getMessage()));
            return;
        }
        Set<UUID> lost = new HashSet<>();
        for (Submission submission : all) {
            batch.clear();
            batch.add(submission);
            if (lost.contains(submission.run)) {
                submission.lost(null);
                continue;
            }
            write(node);
            if (submission.refusal() != null) {
                lost.add(submission.run);
            }
        }
    }

    private void trouble(JournalTable.Failure e, Duration wait) {
        if (problem == null) {
            LOG.error(
                    "The journal cannot be written; runs stand still, new ones are refused, and it is tried again until it can",
                    e);
        }
        boolean full = e.kind() == JournalTable.Failure.Kind.DISK_FULL;
        problem = new Problem(
                full ? "journal.disk-full" : "journal.unavailable",
                full
                        ? "The database's disk is full; free some space, nothing that was accepted is lost"
                        : "The database cannot be reached or cannot write: " + e.getMessage());
        try {
            pause.sleep(wait);
            if (table != null) {
                table.reconnect();
            }
        } catch (JournalTable.Failure again) {
            LOG.debug("The database is still away", again);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private static Duration longer(Duration wait) {
        Duration doubled = wait.multipliedBy(2);
        return doubled.compareTo(RETRY_MOST) > 0 ? RETRY_MOST : doubled;
    }

    private JournalTable table() {
        JournalTable open = table;
        if (open == null) {
            open = new JournalTable(database);
            table = open;
        }
        return open;
    }

    /// Writes what is in the queue, then ends.
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        try {
            thread.join(Duration.ofSeconds(10));
            if (table != null) {
                table.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
