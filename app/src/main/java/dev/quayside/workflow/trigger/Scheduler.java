package dev.quayside.workflow.trigger;

import dev.quayside.base.Pause;
import dev.quayside.database.Database;
import dev.quayside.database.Notifications;
import dev.quayside.event.Events;
import dev.quayside.workflow.run.Runs;
import dev.quayside.workflow.store.Workflows;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has schedules fire, on one thread: when the next one's moment has come, when a schedule was changed or a run
/// that one started has ended, and, as a safety net, every thirty seconds.
///
/// Every node has one. What is due is divided by locks in the database, and `now` is the database's time, so that a
/// moment fires once however many nodes there are and however their clocks are set. See
/// docs/decisions/0016-schedules.md.
public final class Scheduler implements AutoCloseable {
    /// The channel on which schedulers are told to look.
    static final String CHANNEL = "quayside_schedule";

    private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);
    private static final int CLAIMS_AT_ONCE = 100;
    private static final int READY_AT_ONCE = 2_000;

    /// Threads that start runs, each with a connection.
    private static final int STARTERS = 3;

    private static final Duration SAFETY_NET = Duration.ofSeconds(30);
    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(1);
    private static final Duration BETWEEN_TIDYING = Duration.ofHours(1);

    /// How long a moment is remembered, so that a back-fill does not repeat it.
    private static final Duration MOMENTS_KEPT = Duration.ofDays(100);

    private final ScheduleTable schedules;
    private final FireTable fires;
    private final Claims claims;
    private final Starts starts;
    private final InstantSource time;
    private final Pause pause;
    private final Notifications notifications;
    private final Thread thread;
    private volatile boolean told = true;
    private volatile boolean closing;
    private long tidiedNanos = System.nanoTime() - BETWEEN_TIDYING.toNanos();

    /// Puts it together; [#start] brings it to life.
    ///
    /// @param time of the database
    public Scheduler(
            Database database, Workflows workflows, Runs runs, Events events, InstantSource time, Pause pause) {
        this(database, new Launch(workflows, runs::start), events, time, pause);
    }

    Scheduler(Database database, Launch launch, Events events, InstantSource time, Pause pause) {
        this.schedules = new ScheduleTable(database);
        this.fires = new FireTable(database);
        this.claims = new Claims(database, time);
        this.starts = new Starts(database, launch, events, time);
        this.time = time;
        this.pause = pause;
        this.notifications = new Notifications(database, Map.of(CHANNEL, _ -> wake()), this::wake, pause);
        this.thread = Thread.ofPlatform().name("scheduler").daemon().unstarted(this::run);
    }

    /// Begins to look.
    public void start() {
        notifications.start();
        thread.start();
    }

    private void wake() {
        if (!told) {
            told = true;
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (!closing) {
            try {
                told = false;
                boolean well = pass();
                tidy();
                rest(well ? untilNext() : AFTER_TROUBLE);
            } catch (RuntimeException e) {
                if (!closing) {
                    LOG.warn("Schedules do not fire, which is tried again in a second: {}", e.getMessage());
                    trouble();
                }
            }
        }
    }

    /// Has everything fire that is due now.
    ///
    /// @return whether nothing was in the way; what was not possible stays due
    boolean pass() {
        while (claims.take(CLAIMS_AT_ONCE) == CLAIMS_AT_ONCE && !closing) {
            LOG.debug("More schedules are due");
        }
        List<UUID> ready = fires.ready(READY_AT_ONCE);
        boolean well = start(ready);
        while (well && ready.size() == READY_AT_ONCE && !closing) {
            ready = fires.ready(READY_AT_ONCE);
            well = start(ready);
        }
        return well;
    }

    private boolean start(List<UUID> ready) {
        Queue<UUID> queue = new ConcurrentLinkedQueue<>(ready);
        AtomicBoolean well = new AtomicBoolean(true);
        List<Thread> starters = Stream.generate(() -> Thread.ofVirtual().unstarted(() -> startAll(queue, well)))
                .limit(Math.min(STARTERS, ready.size()))
                .toList();
        starters.forEach(Thread::start);
        boolean interrupted = false;
        for (Thread starter : starters) {
            while (starter.isAlive()) {
                try {
                    starter.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return well.get();
    }

    private void startAll(Queue<UUID> queue, AtomicBoolean well) {
        for (UUID schedule = queue.poll(); schedule != null && !closing; schedule = queue.poll()) {
            try {
                starts.look(schedule);
            } catch (RuntimeException e) {
                well.set(false);
                if (!closing) {
                    LOG.warn(
                            "Schedule {} could not start its runs, which is tried again in a second: {}",
                            schedule,
                            e.getMessage());
                }
            }
        }
    }

    private Duration untilNext() {
        return schedules
                .nextMoment()
                .map(next -> Duration.between(time.instant(), next))
                .filter(span -> span.compareTo(SAFETY_NET) < 0)
                .orElse(SAFETY_NET);
    }

    private void tidy() {
        if (System.nanoTime() - tidiedNanos >= BETWEEN_TIDYING.toNanos()) {
            tidiedNanos = System.nanoTime();
            fires.tidy(MOMENTS_KEPT);
        }
    }

    private void rest(Duration span) {
        long end = System.nanoTime() + span.toNanos();
        for (long left = span.toNanos(); !told && !closing && left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
        }
    }

    private void trouble() {
        try {
            pause.sleep(AFTER_TROUBLE);
        } catch (InterruptedException e) {
            closing = true;
        }
    }

    /// Stops; what is due then fires on another node, or when there is one again. May be called twice, and without a
    /// start.
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        notifications.close();
        try {
            if (thread.isAlive()) {
                thread.join(Duration.ofSeconds(10));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
