package dev.quayside.workflow.run;

import dev.quayside.base.Json;
import dev.quayside.base.Pause;
import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import dev.quayside.database.Database;
import dev.quayside.database.Notifications;
import dev.quayside.step.Outcome;
import dev.quayside.workflow.definition.Plan;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
public final class Engine implements AutoCloseable, JournalWriter.Listener {
    /// A run is given up when it was recovered this often in a row without getting anywhere.
    static final int POISON_AFTER = 3;

    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(1);

    private final Database database;
    private final EngineSettings settings;
    private final Workflows workflows;
    private final InstantSource clock;
    private final Pause pause;
    private final NodeTable nodes;
    private final RunTable runs;
    private final SignalTable signals;
    private final PayloadTable payloads;
    private final JournalWriter writer;
    private final StepCaller caller;
    private final Lease lease;
    private final Claimer claimer;
    private final Watch watch;
    private final Followers followers;
    private final Notifications notifications;
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("engine-timer").daemon().factory());
    private final Map<UUID, ActiveRun> active = new ConcurrentHashMap<>();
    private final Set<UUID> activating = ConcurrentHashMap.newKeySet();
    private final Suspects suspects = new Suspects();
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
            Surroundings surroundings,
            InstantSource clock,
            Pause pause,
            CrashPoints crashPoints) {
        this.database = database;
        this.settings = settings;
        this.workflows = workflows;
        this.clock = clock;
        this.pause = pause;
        nodes = new NodeTable(database);
        runs = new RunTable(database);
        signals = new SignalTable(database);
        payloads = new PayloadTable(database);
        writer = new JournalWriter(database, this, crashPoints, pause);
        caller = new StepCaller(this, settings, surroundings, crashPoints);
        lease = new Lease(nodes, settings.lease(), this::stepDown, this::wakeAll, pause);
        claimer = new Claimer(this, runs, crashPoints, pause);
        watch = new Watch(caller, pause);
        followers = new Followers(database, pause);
        notifications = new Notifications(
                database,
                Map.of(
                        Channels.WAKE, _ -> claimer.wake(),
                        Channels.SIGNAL, run -> signalled(UUID.fromString(run)),
                        Channels.FOLLOW, run -> followers.followedElsewhere(UUID.fromString(run)),
                        Channels.JOURNAL, run -> followers.wake(UUID.fromString(run))),
                this::lookForMissed,
                pause);
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
        every(Duration.ofMinutes(10), this::removeOld);
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
        return nodes.othersAlive();
    }

    RunTable runs() {
        return runs;
    }

    SignalTable signals() {
        return signals;
    }

    PayloadTable payloads() {
        return payloads;
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

    Instant now() {
        return clock.instant();
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

    void sleep(Duration span) throws InterruptedException {
        pause.sleep(span);
    }

    /// Runs `work` on a thread of its own.
    void spawn(Runnable work) {
        Thread.startVirtualThread(work);
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
        claims.forEach(claim -> activating.add(claim.id()));
        claims.forEach(claim -> spawn(() -> activate(node, claim)));
    }

    /// Sets runs free that the database thinks are this node's, and that it does not know: it never heard that they had
    /// been claimed.
    void releaseUnknown() {
        OffsetDateTime before = runs.databaseTime();
        // In the order in which a run passes through them.
        List<UUID> known =
                Stream.concat(activating.stream(), active.keySet().stream()).toList();
        int released = runs.release(lease.node(), before, known);
        if (released > 0) {
            LOG.warn("{} runs had been claimed for this node without its knowing; they are free again", released);
        }
    }

    /// Takes a run up, however often the database has to be asked: it is this node's now, so nobody else will.
    private void activate(long node, RunTable.Claim claim) {
        untilDone("Run " + claim.id() + " could not be taken up", () -> {
            if (lease.node() == node) {
                ActiveRun run = load(node, claim);
                if (run != null) {
                    active.put(claim.id(), run);
                    spawn(() -> setGoing(run, claim.recovered()));
                }
            }
        });
        activating.remove(claim.id());
    }

    /// Does something that the database must be there for, until it has worked once or the node stops.
    void untilDone(String trouble, Runnable work) {
        while (!stopping) {
            try {
                work.run();
                return;
            } catch (RuntimeException e) {
                LOG.warn("{}, which is tried again in a second: {}", trouble, e.toString());
            }
            try {
                pause.sleep(AFTER_TROUBLE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /// @return null if this program cannot run it, and it ended as failed therefore
    private @Nullable ActiveRun load(long node, RunTable.Claim claim) {
        try {
            Plan plan = workflows.plan(claim.workflow(), claim.version());
            var facts = new RunFacts(
                    claim.id(),
                    claim.workflow(),
                    claim.version(),
                    claim.depth(),
                    claim.parent(),
                    claim.parentToken(),
                    claim.inputs(),
                    claim.createdAt());
            RunState state = new RunState(plan);
            int seq = fold(claim.id(), new JournalCodec(plan), state);
            return new ActiveRun(this, facts, state, node, seq);
        } catch (ProblemException e) {
            if (e.problem().code().startsWith("database.")) {
                throw e;
            }
            giveUp(node, claim, e);
        } catch (IllegalStateException e) {
            giveUp(node, claim, e);
        }
        return null;
    }

    private void setGoing(ActiveRun run, boolean recovered) {
        if (recovered) {
            recover(run);
        } else {
            run.readSignals();
            run.wake();
        }
    }

    private void giveUp(long node, RunTable.Claim claim, RuntimeException cause) {
        LOG.error("Run {} cannot be run by this program and ends as failed", claim.id(), cause);
        Problem problem = cause instanceof ProblemException known
                ? known.problem()
                : new Problem("workflow.unusable", "The run's journal cannot be read: " + cause.getMessage());
        var ended = new Entry.Ended(RunStatus.FAILED, problem);
        JournalRow last = JournalCodec.ended(claim.id(), runs.lastNumber(claim.id()) + 1, nowMicros(), ended);
        String error = Json.write(JournalCodec.object(problem));
        String outcome = claim.parentToken() == null
                ? null
                : Json.write(Signal.tokenData(claim.parentToken(), new Outcome.Failed(problem, false)));
        var departure = new Submission.Departure(
                RunStatus.FAILED, 0, error, claim.workflow(), claim.parent(), claim.parentToken(), outcome);
        writer.submit(new Submission(node, claim.id(), List.of(last), null, departure, true));
    }

    /// A run whose node died with it. One that has done so twice may be the reason: such runs go one at a time, so that
    /// they cannot take others' good name with them.
    private void recover(ActiveRun run) {
        boolean suspect = run.fruitlessRecoveries() + 1 >= POISON_AFTER - 1;
        if (suspect) {
            suspects.enter(run.id());
        }
        int fruitless = run.recovered(new Entry.Claimed(lease.name(), true));
        run.readSignals();
        if (fruitless >= POISON_AFTER) {
            run.poison(fruitless);
        } else {
            run.wake();
        }
        if (suspect) {
            suspects.awaitProgress(run);
        }
    }

    private int fold(UUID run, JournalCodec codec, RunState state) {
        int seq = 0;
        List<JournalRow> page;
        do {
            page = runs.journal(run, seq, 5_000);
            for (JournalRow row : page) {
                state.apply(codec.entry(row));
                seq = row.seq();
            }
        } while (page.size() == 5_000);
        return seq;
    }

    /// The run has left memory.
    void forget(ActiveRun run) {
        active.remove(run.id(), run);
        suspects.leave(run.id());
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
            spawn(() -> untilDone(
                    "Other nodes could not be told of runs to claim",
                    () -> database.use(handle -> handle.execute("select pg_notify('" + Channels.WAKE + "', '')"))));
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

    /// Cancels the runs that a run started.
    void cancelChildren(UUID parent) {
        spawn(() -> untilDone("The runs that " + parent + " started could not be cancelled", () -> {
            for (UUID child : runs.openChildren(parent)) {
                signals.send(child, Signal.asked(Signal.CANCEL, "the run " + parent + " that started it"));
            }
        }));
    }

    private void lookForMissed() {
        claimer.wake();
        followers.wakeAll();
        active.values().forEach(run -> spawn(run::readSignals));
    }

    @Override
    public void written(Batch batch) {
        followers.written(batch);
        for (Submission submission : batch.submissions()) {
            Submission.Departure departure = submission.departure;
            if (departure != null && departure.parent() != null && departure.outcome() != null) {
                UUID parent = departure.parent();
                spawn(() -> signalled(parent));
                notifySignal(parent);
            } else if (departure != null && departure.wakeMicros() != 0) {
                claimer.wake();
            }
        }
    }

    /// Another node may have the parent.
    private void notifySignal(UUID parent) {
        if (!active.containsKey(parent)) {
            spawn(() -> database.use(handle -> handle.createQuery("select pg_notify(:channel, :run)::text")
                    .bind("channel", Channels.SIGNAL)
                    .bind("run", parent.toString())
                    .mapTo(String.class)
                    .one()));
        }
    }

    @Override
    public void fenced(long node) {
        spawn(() -> stepDown(node));
    }

    /// The right to write is lost: everything in memory belongs to others now.
    private void stepDown(long node) {
        if (!lease.replace(node)) {
            return;
        }
        LOG.warn(
                "This node was silent for too long, others take its {} runs over; it goes on as a new node",
                active.size());
        // Runs that this node took up as a new node in the meantime stay.
        active.values().stream().filter(run -> run.node() == node).toList().forEach(ActiveRun::drop);
        claimer.wake();
    }

    private void removeOld() {
        Instant before = clock.instant().minus(settings.retention());
        UUID oldest = new UUID(before.toEpochMilli() << 16, 0);
        int removed;
        int all = 0;
        do {
            removed = runs.removeEnded(before, oldest, 1_000);
            all += removed;
        } while (removed == 1_000 && !stopping);
        if (all > 0) {
            LOG.info("Removed {} runs that ended before {}", all, before);
        }
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
        awaitCalls();
        watch.close();
        List<Submission> left = active.values().stream()
                .map(ActiveRun::leave)
                .filter(java.util.Objects::nonNull)
                .toList();
        left.forEach(Submission::await);
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

    private void awaitCalls() {
        long end = System.nanoTime() + settings.stopPatience().toNanos();
        try {
            while (caller.busy() && System.nanoTime() - end < 0) {
                pause.sleep(Duration.ofMillis(20));
            }
            caller.underWay().forEach(CallUnderWay::interrupt);
            long grace = System.nanoTime() + Duration.ofSeconds(2).toNanos();
            while (caller.busy() && System.nanoTime() - grace < 0) {
                pause.sleep(Duration.ofMillis(20));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
