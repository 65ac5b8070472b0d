package dev.quayside.workflow.trigger;

import dev.quayside.base.Json;
import dev.quayside.base.Pause;
import dev.quayside.database.Database;
import dev.quayside.event.Actor;
import dev.quayside.event.Events;
import dev.quayside.identity.Standing;
import dev.quayside.step.Outcome;
import dev.quayside.step.StepCatalogue;
import dev.quayside.step.StepType;
import dev.quayside.testing.Await;
import dev.quayside.testing.TestDatabase;
import dev.quayside.workflow.definition.DefinitionReader;
import dev.quayside.workflow.journal.CrashPoints;
import dev.quayside.workflow.journal.Run;
import dev.quayside.workflow.run.Engine;
import dev.quayside.workflow.run.EngineSettings;
import dev.quayside.workflow.run.Runs;
import dev.quayside.workflow.run.Surroundings;
import dev.quayside.workflow.store.Workflows;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

/// A server with schedules on a test database. Its steps are `noop` and `hold`, which ends when the test lets it.
public final class TriggerNode implements AutoCloseable {
    static final Actor ANNE = new Actor("anne", "192.0.2.7", "test/1");

    final Database database;
    final Workflows workflows;
    final Engine engine;
    public final Runs runs;
    final Events events;
    public final Schedules schedules;
    final Semaphore held = new Semaphore(0);
    private final InstantSource time;
    private final List<Scheduler> schedulers = new ArrayList<>();

    public TriggerNode(TestDatabase holder, InstantSource time) {
        database = holder.database();
        this.time = time;
        StepCatalogue catalogue = new StepCatalogue(List.of(
                new StepType(
                        "noop",
                        "Does nothing.",
                        List.of(),
                        Duration.ofSeconds(30),
                        _ -> new Outcome.Succeeded(Json.object())),
                new StepType("hold", "Waits for the test.", List.of(), Duration.ofMinutes(5), _ -> {
                    held.acquire();
                    return new Outcome.Succeeded(Json.object());
                })));
        events = new Events(database);
        workflows = new Workflows(database, events, new DefinitionReader(catalogue));
        engine = new Engine(
                database,
                EngineSettings.DEFAULT,
                workflows,
                events,
                new Surroundings(Map.of(), List.of(), Standing.GOOD),
                InstantSource.system(),
                Pause.REAL,
                CrashPoints.NONE);
        runs = new Runs(engine, workflows);
        schedules = new Schedules(database, workflows, runs, events, time);
        engine.start(false);
    }

    /// A scheduler of this node, not started: the test calls [Scheduler#pass].
    Scheduler scheduler() {
        return scheduler(runs::start);
    }

    Scheduler scheduler(Launch.Starting starting) {
        Scheduler scheduler = new Scheduler(database, new Launch(workflows, starting), events, time, Pause.REAL);
        schedulers.add(scheduler);
        return scheduler;
    }

    /// Has everything fire that is due.
    public boolean fire() {
        return scheduler().pass();
    }

    /// What a node does that dies after it has taken what is due.
    void claimAndDie() {
        int _ = new Claims(database, time).take(1_000);
    }

    public UUID workflow(String step) {
        return workflow(step, "");
    }

    /// A new workflow of one step.
    ///
    /// @param more of the definition, beginning with a comma
    public UUID workflow(String step, String more) {
        String definition = "{'steps': [{'id': 'a', 'type': '%s'}]%s}".formatted(step, more);
        Workflows.Stored stored =
                workflows.put("w-" + UUID.randomUUID(), DefinitionReader.parse(definition.replace('\'', '"')), ANNE);
        return ((Workflows.Stored.Done) stored).version().workflow();
    }

    Schedule create(UUID workflow, Draft draft) {
        return switch (schedules.create(workflow, draft, ANNE)) {
            case Schedules.Saved.Done(Schedule schedule) -> schedule;
            case Schedules.Saved other -> throw new AssertionError(other.toString());
        };
    }

    Schedule cron(UUID workflow, String expression) {
        return create(workflow, Draft.of(new Timing.OnCron(expression)));
    }

    Schedule find(Schedule schedule) {
        return schedules.find(schedule.id()).orElseThrow();
    }

    /// The runs that a schedule has started, the oldest first.
    List<Run> runs(Schedule schedule) {
        return runs.page(null, null, 0, 10_000).items().reversed().stream()
                .filter(run -> schedule.starter().equals(run.executedBy()))
                .toList();
    }

    /// The moments for which runs were started, as their inputs say, in the order of their starts.
    List<Instant> fired(Schedule schedule) {
        return runs(schedule).stream()
                .map(run -> OffsetDateTime.parse(run.inputs()
                                .path("_schedule")
                                .path("scheduled_time")
                                .stringValue())
                        .toInstant())
                .toList();
    }

    /// Lets `count` held runs end, and waits until the schedule has no more than `left` that have not.
    void letGo(Schedule schedule, int count, int left) throws InterruptedException {
        held.release(count);
        Await.until("runs end", () -> open(schedule) <= left);
    }

    private long open(Schedule schedule) {
        return runs(schedule).stream().filter(run -> !run.status().ended()).count();
    }

    /// The states of a schedule's moments, in their order.
    List<Fire.State> fires(Schedule schedule) {
        return database.with(handle -> handle.createQuery(
                        "select state from schedule_fire where schedule = :id order by at, by_hand")
                .bind("id", schedule.id())
                .mapTo(Integer.class)
                .map(Fire.State::of)
                .list());
    }

    public boolean scheduled(UUID workflow) {
        return database.with(handle -> handle.createQuery("select is_scheduled from workflow where id = :id")
                .bind("id", workflow)
                .mapTo(Boolean.class)
                .one());
    }

    public void activate(UUID workflow, boolean active) {
        database.use(handle -> handle.execute("update workflow set is_active = ? where id = ?", active, workflow));
    }

    static List<Instant> times(String... times) {
        return Stream.of(times).map(Instant::parse).toList();
    }

    @Override
    public void close() {
        schedulers.forEach(Scheduler::close);
        held.release(10_000);
        engine.close();
    }
}
