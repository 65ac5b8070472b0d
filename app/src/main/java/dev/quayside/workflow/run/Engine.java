package dev.quayside.workflow.run;

import dev.quayside.base.Pause;
import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import dev.quayside.database.Database;
import dev.quayside.database.Notifications;
import dev.quayside.event.Events;
import dev.quayside.workflow.decider.Entry;
import dev.quayside.workflow.decider.RunState;
import dev.quayside.workflow.definition.Plan;
import dev.quayside.workflow.journal.Clock;
import dev.quayside.workflow.journal.CrashPoints;
import dev.quayside.workflow.journal.JournalWriter;
import dev.quayside.workflow.journal.RunFacts;
import dev.quayside.workflow.journal.Submission;
import dev.quayside.workflow.store.Workflows;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A node: takes runs up, keeps them in memory while something happens in them, and lets them go.
///
/// Its parts: [Lease] keeps the right to write, [Claimer] fetches runs, [StepCaller] makes calls, [JournalWriter] makes
/// what happened durable, [Watch] looks after long calls, [Followers] wakes those who watch a run. Any number of nodes
/// may share one database. Safe for several threads.
public final class Engine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    private final EngineSettings settings;
    private final Workflows workflows;
    private final Announcer announcer;
    private final Surroundings surroundings;
    private final InstantSource clock;
    private final Pause pause;
    private final Tables tables;
    private final JournalWriter writer;
    private final StepCaller caller;
    private final Lease lease;
    private final Claimer claimer;
    private final RunLoader loader;
    private final Errands errands;
    private final Retention retention;
    private final Watch watch;
    private final Followers followers;
    private final Notifications notifications;
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("engine-timer").daemon().factory());
    private final Map<UUID, ActiveRun> active = new ConcurrentHashMap<>();
    private volatile boolean stopping;
    private volatile boolean guest;
    private boolean closed;

    /// Puts a node together; [#start] brings it to life.
    ///
    /// @param crashPoints for tests; else [CrashPoints#NONE]
    public Engine(
            Database database,
            EngineSettings settings,
            Workflows workflows,
            Events events,
            Surroundings surroundings,
            InstantSource clock,
            Pause pause,
            CrashPoints crashPoints) {
        this.settings = settings;
        this.workflows = workflows;
        this.surroundings = surroundings;
        this.clock = clock;
        this.pause = pause;
        tables = Tables.of(database, events, surroundings.masker());
        announcer = new Announcer(this, events, tables.signals(), this::stepDown);
        writer = new JournalWriter(database, announcer, crashPoints, pause);
        caller = new StepCaller(this, settings, surroundings, crashPoints);
        lease = new Lease(tables.nodes(), settings.lease(), this::stepDown, this::wakeAll, pause);
        errands = new Errands(tables.runs(), tables.signals(), pause, this::stopping);
        loader = new RunLoader(this, workflows, lease, writer);
        retention = new Retention(tables.runs(), workflows, settings.retention());
        claimer = new Claimer(this, tables.runs(), crashPoints, pause);
        watch = new Watch(caller, pause);
        followers = new Followers(tables.signals(), tables.logs(), active::containsKey, pause);
        notifications = new Notifications(
                database,
                Map.of(
                        Channels.WAKE, _ -> claimer.wake(),
                        Channels.SIGNAL, run -> signalled(UUID.fromString(run)),
                        Channels.FOLLOW, told -> followers.followedElsewhere(told),
                        Channels.JOURNAL, told -> followers.writtenElsewhere(told)),
                this::lookForMissed,
                pause);
    }

    /// Has the node's work told in figures; before it begins.
    public void measure(MeterRegistry registry) {
        announcer.measure(new EngineFigures(registry, this, tables.lists()));
    }

    /// Begins to work.
    ///
    /// @param alone whether no other process can be using the database, because this one has just started it: the
    ///     runs of nodes before it are free at once then, not only when their leases are over
    public void start(boolean alone) {
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        lease.start(alone);
        writer.start();
        watch.start();
        followers.start();
        notifications.start();
        claimer.start();
        every(Duration.ofMinutes(10), () -> retention.removeOld(clock.instant()));
    }

    /// Takes part without working: runs are left to other nodes, and can be started, asked about and followed.
    public void startAsGuest() {
        guest = true;
        followers.start();
        notifications.start();
    }

    public boolean isGuest() {
        return guest;
    }

    /// Whether another node works on this database.
    public boolean othersWork() {
        return tables.nodes().othersAlive();
    }

    Tables tables() {
        return tables;
    }

    JournalWriter writer() {
        return writer;
    }

    StepCaller caller() {
        return caller;
    }

    Followers followers() {
        return followers;
    }

    EngineSettings settings() {
        return settings;
    }

    Workflows workflows() {
        return workflows;
    }

    Surroundings surroundings() {
        return surroundings;
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS); // what the database keeps
    }

    long nowMicros() {
        return Clock.micros(clock.instant());
    }

    /// This node's id, the right under which it writes at the moment.
    long node() {
        return lease.node();
    }

    boolean stopping() {
        return stopping;
    }

    /// Whether so many runs are in memory that those that only wait should leave at once.
    boolean crowded() {
        return active.size() > settings.runsInMemory() / 2;
    }

    /// How many more runs the node takes up.
    int room() {
        return guest ? 0 : Math.max(0, settings.runsInMemory() - active.size());
    }

    /// How many runs are in memory.
    public int activeRuns() {
        return active.size();
    }

    @Nullable
    ActiveRun active(UUID run) {
        return active.get(run);
    }

    /// Runs `work` on a thread of its own.
    void spawn(Runnable work) {
        var _ = Thread.ofVirtual().uncaughtExceptionHandler(this::unforeseen).start(work);
    }

    private void unforeseen(Thread thread, Throwable failure) {
        if (!stopping) {
            LOG.error("Something was not foreseen; what it was about is tried again when somebody next asks", failure);
        }
    }

    /// What is in memory of a run cannot be trusted any more.
    void doubt(ActiveRun run, RuntimeException cause) {
        loader.loadAgain(run, cause);
    }

    /// What a run wanted to write was not written.
    void lost(ActiveRun run, @Nullable Problem refusal) {
        loader.lost(run, refusal);
    }

    Errands errands() {
        return errands;
    }

    /// Runs `work` on a thread of its own when `moment` has come.
    void at(Instant moment, Runnable work) {
        long nanos = Duration.between(clock.instant(), moment).toNanos();
        try {
            var _ = timer.schedule(() -> spawn(work), Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("The node stops; another will do what was due at {}", moment);
        }
    }

    private void every(Duration span, Runnable work) {
        var _ = timer.scheduleWithFixedDelay(
                () -> spawn(work), span.toMillis(), span.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Why new work cannot be accepted now; null if it can.
    @Nullable
    Problem refusal() {
        return stopping
                ? new Problem("server.stopping", "The server is stopping; try again in a moment")
                : writer.problem();
    }

    /// Begins a run here, as its owner; returns when it is durable.
    ///
    /// @throws ProblemException if it could not be made so; it does not exist then
    void begin(RunFacts facts, Plan plan, Entry.Accepted accepted, Submission.Birth birth) {
        var run = new ActiveRun(this, facts, new RunState(plan), lease.node(), 0);
        Submission born = run.begin(accepted, birth);
        active.put(facts.id(), run);
        if (!born.await()) {
            active.remove(facts.id());
            Problem problem = born.refusal();
            throw new ProblemException(
                    problem == null
                            ? new Problem("server.stepped-down", "This server has just lost its lease; try again")
                            : problem);
        }
        spawn(run::wake);
    }

    /// Takes up runs that were claimed for `node`.
    void activate(long node, List<RunTable.Claim> claims) {
        claims.forEach(claim -> loader.loading().add(claim.facts().id()));
        claims.forEach(claim -> spawn(() -> loader.load(node, claim.facts(), claim.recovered())));
    }

    /// The runs that this node has in memory or brings there, in the order in which a run passes through both.
    List<UUID> known() {
        return Stream.concat(loader.loading().stream(), active.keySet().stream())
                .toList();
    }

    void remember(ActiveRun run) {
        active.put(run.id(), run);
    }

    /// The run has left memory.
    void forget(ActiveRun run) {
        active.remove(run.id(), run);
        loader.left(run.id());
        if (run.plan().limits().runs() > 0) {
            wakeAll();
        }
        claimer.roomAgain();
    }

    /// This node may have something to claim.
    void wakeClaimer() {
        if (!guest) {
            claimer.wake();
        }
    }

    /// Tells all nodes that there may be runs to claim.
    void wakeAll() {
        claimer.wake();
        if (!stopping) {
            spawn(errands::wakeAll);
        }
    }

    /// A signal was left for a run.
    void signalled(UUID id) {
        ActiveRun run = active.get(id);
        if (run != null) {
            spawn(run::readSignals);
        } else {
            claimer.wake();
        }
    }

    private void lookForMissed() {
        claimer.wake();
        followers.wakeAll();
        active.values().forEach(run -> spawn(run::readSignals));
    }

    /// The right to write is lost: everything in memory belongs to others now.
    private void stepDown(long node) {
        if (!lease.replace(node)) {
            return;
        }
        announcer.leaseLost();
        LOG.warn(
                "This node was silent for too long, others take its {} runs over; it goes on as a new node",
                active.size());
        // Runs that this node took up as a new node in the meantime stay.
        active.values().stream().filter(run -> run.node() == node).toList().forEach(ActiveRun::drop);
        claimer.wake();
    }

    /// Refuses new runs and ends all waiting for runs, before the stop itself.
    public void prepareStop() {
        stopping = true;
        followers.wakeAll();
    }

    /// Stops: no new work, calls under way may finish, then all runs are set free for others.
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        stopping = true;
        if (guest || lease.node() == 0) {
            closeGuest();
            return;
        }
        claimer.close();
        notifications.close();
        caller.finish(settings.stopPatience(), pause);
        watch.close();
        List<Submission> left = active.values().stream()
                .map(ActiveRun::leave)
                .filter(java.util.Objects::nonNull)
                .toList();
        left.forEach(Submission::await);
        if (!left.isEmpty()) {
            errands.tellOfRunsSetFree();
        }
        writer.close();
        timer.shutdownNow();
        followers.close();
        lease.close();
    }

    private void closeGuest() {
        notifications.close();
        followers.close();
        timer.shutdownNow();
    }
}
