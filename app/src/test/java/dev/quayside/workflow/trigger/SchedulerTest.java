package dev.quayside.workflow.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import dev.quayside.event.Recorded;
import dev.quayside.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What one scheduler does as time passes; the time is the test's.
class SchedulerTest {
    private final TestDatabase holder = TestDatabase.fresh();
    private final MovedTime time = new MovedTime("2024-03-10T05:59:10Z");
    private final TriggerNode node = new TriggerNode(holder, time);
    private final Scheduler scheduler = node.scheduler();

    @AfterEach
    void close() {
        node.close();
        holder.close();
    }

    private void pass(String moment) {
        time.set(moment);
        assertThat(scheduler.pass()).isTrue();
    }

    @Test
    void firesWhenItsMomentComes() {
        Schedule schedule = node.create(
                node.workflow("noop"),
                Draft.of(new Timing.OnCron("0 2 * * *"))
                        .withTimezone("America/New_York")
                        .withInputs(Json.object().put("city", "Troy")));
        assertThat(schedule.nextRunAt()).isEqualTo(Instant.parse("2024-03-10T07:00:00Z"));

        pass("2024-03-10T06:59:59Z");
        assertThat(node.runs(schedule)).isEmpty();

        pass("2024-03-10T07:00:00.200Z");
        pass("2024-03-10T07:00:01Z");
        assertThat(node.runs(schedule)).singleElement().satisfies(run -> {
            assertThat(run.executedBy()).isEqualTo("scheduler:" + schedule.id());
            assertThat(run.inputs().toString())
                    .isEqualTo("{\"city\":\"Troy\",\"_schedule\":{\"schedule_id\":\"" + schedule.id() + "\","
                            + "\"scheduled_time\":\"2024-03-10T03:00:00-04:00\","
                            + "\"next_scheduled_time\":\"2024-03-11T02:00:00-04:00\","
                            + "\"timezone\":\"America/New_York\"}}");
        });
        Schedule after = node.find(schedule);
        assertThat(after.draft().inputs().toString()).isEqualTo("{\"city\":\"Troy\"}");
        assertThat(after.nextRunAt()).isEqualTo(Instant.parse("2024-03-11T06:00:00Z"));
        assertThat(after.lastRunAt()).isEqualTo(Instant.parse("2024-03-10T07:00:00.200Z"));
        assertThat(after.lastRunId()).isEqualTo(node.runs(schedule).getFirst().id());
    }

    @Test
    void everyStartIsAnEventOfTheScheduler() {
        Schedule schedule = node.create(node.workflow("noop"), Draft.of(new Timing.Every(60)));

        pass("2024-03-10T06:00:10Z");

        assertThat(node.events.after(Recorded.Position.START, 100).stream()
                        .map(Recorded::event)
                        .filter(event -> event.type().equals("workflow.execution.start")))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.actor()).isNotNull();
                    assertThat(event.actor().user()).isEqualTo(schedule.starter());
                    assertThat(event.resource().path("execution_id").stringValue())
                            .isEqualTo(node.runs(schedule).getFirst().id().toString());
                });
    }

    @Test
    void anHourThatComesTwiceFiresTwiceOnlyWhereEveryHourIsMeant() {
        time.set("2024-11-03T04:00:00Z");
        UUID workflow = node.workflow("noop");
        Draft draft =
                Draft.of(new Timing.ByHand()).withTimezone("America/New_York").withOverlap(Overlap.ALLOW);
        Schedule daily = node.create(workflow, draft.withTiming(new Timing.OnCron("30 1 * * *")));
        Schedule hourly = node.create(workflow, draft.withTiming(new Timing.OnCron("30 * * * *")));

        for (int minutes = 0; minutes < 4 * 60; minutes++) {
            time.pass(Duration.ofMinutes(1));
            assertThat(scheduler.pass()).isTrue();
        }

        assertThat(node.fired(daily)).isEqualTo(TriggerNode.times("2024-11-03T05:30:00Z"));
        assertThat(node.fired(hourly))
                .isEqualTo(TriggerNode.times(
                        "2024-11-03T04:30:00Z",
                        "2024-11-03T05:30:00Z",
                        "2024-11-03T06:30:00Z",
                        "2024-11-03T07:30:00Z"));
    }

    @Test
    void aClockThatJumpsBackFiresNothingAgain() {
        Schedule schedule = node.create(
                node.workflow("noop"),
                Draft.of(new Timing.OnCron("*/10 * * * *")).withOverlap(Overlap.ALLOW));
        pass("2024-03-10T06:00:01Z");

        pass("2024-03-10T05:00:01Z");
        pass("2024-03-10T05:50:01Z");
        pass("2024-03-10T06:00:01Z");
        assertThat(node.fired(schedule)).isEqualTo(TriggerNode.times("2024-03-10T06:00:00Z"));

        pass("2024-03-10T06:10:01Z");
        assertThat(node.fired(schedule)).isEqualTo(TriggerNode.times("2024-03-10T06:00:00Z", "2024-03-10T06:10:00Z"));
    }

    private void change(Schedule schedule, Draft draft) {
        assertThat(node.schedules.update(schedule.id(), _ -> draft, TriggerNode.ANNE))
                .isInstanceOf(Schedules.Saved.Done.class);
    }

    @Test
    void aChangedExpressionCountsFromItsChange() {
        Schedule schedule = node.cron(node.workflow("noop"), "0 6 * * *");
        time.set("2024-03-10T06:00:05Z"); // due, and nobody has taken it yet

        change(schedule, Draft.of(new Timing.OnCron("30 6 * * *")));
        assertThat(scheduler.pass()).isTrue();
        assertThat(node.runs(schedule)).isEmpty();

        pass("2024-03-10T06:30:00Z");
        assertThat(node.fired(schedule)).isEqualTo(TriggerNode.times("2024-03-10T06:30:00Z"));
    }

    @Test
    void aChangeOfOtherThingsKeepsWhatIsDue() {
        Schedule schedule = node.cron(node.workflow("noop"), "0 6 * * *");
        time.set("2024-03-10T06:00:05Z");

        change(schedule, schedule.draft().withName("other"));
        assertThat(scheduler.pass()).isTrue();

        assertThat(node.fired(schedule)).isEqualTo(TriggerNode.times("2024-03-10T06:00:00Z"));
    }

    @Test
    void anIntervalKeepsItsPhaseWhateverHappens() {
        Draft draft = Draft.of(new Timing.Every(300)).withOverlap(Overlap.ALLOW);
        Schedule schedule = node.create(node.workflow("noop"), draft);

        pass("2024-03-10T06:04:11.500Z");
        change(schedule, draft.withActive(false));
        time.set("2024-03-10T06:30:00Z");
        change(schedule, draft);
        pass("2024-03-10T07:00:00Z");

        assertThat(node.fired(schedule)).isEqualTo(TriggerNode.times("2024-03-10T06:04:10Z", "2024-03-10T06:59:10Z"));
        assertThat(node.find(schedule).nextRunAt()).isEqualTo(Instant.parse("2024-03-10T07:04:10Z"));
    }

    @Test
    void aScheduleThatCannotStartDoesNotStopTheOthers() {
        UUID broken = node.workflow("noop", ", 'inputs': {'type': 'object', 'properties': {'n': {'type': 'integer'}}}");
        Schedule bad = node.create(
                broken,
                Draft.of(new Timing.OnCron("* * * * *"))
                        .withInputs(Json.object().put("n", 1)));
        node.database.use(handle ->
                handle.execute("update schedule set execution_inputs = '{\"n\": \"one\"}' where id = ?", bad.id()));
        Schedule unreadable = node.cron(node.workflow("noop"), "* * * * *");
        node.database.use(handle ->
                handle.execute("update schedule set timezone = 'Mars/Olympus' where id = ?", unreadable.id()));
        UUID unusable = node.workflow("noop");
        Schedule gone = node.cron(unusable, "* * * * *");
        node.database.use(handle -> handle.execute("""
                        insert into workflow_version (workflow, version, definition)
                        values (?, 2, '{"steps": [{"id": "a", "type": "vanished"}]}')
                        """, unusable));
        Schedule good = node.cron(node.workflow("noop"), "* * * * *");

        pass("2024-03-10T06:00:00Z");

        assertThat(node.runs(good)).hasSize(1);
        assertThat(node.runs(bad)).isEmpty();
        assertThat(node.find(bad).lastError()).contains("/n").contains("execution_inputs do not fit the workflow");
        assertThat(node.find(bad).lastErrorAt()).isEqualTo(time.instant());
        assertThat(node.find(bad).nextRunAt()).isEqualTo(Instant.parse("2024-03-10T06:01:00Z"));
        assertThat(node.find(unreadable).lastError()).contains("Mars/Olympus");
        assertThat(node.find(gone).lastError()).contains("cannot be run any more");
    }

    @Test
    void aLaterSuccessTakesTheErrorBack() {
        UUID workflow = node.workflow("noop", ", 'inputs': {'type': 'object', 'required': ['n']}");
        Schedule schedule = node.create(
                workflow,
                Draft.of(new Timing.OnCron("* * * * *"))
                        .withInputs(Json.object().put("n", 1)));
        node.database.use(handle -> handle.execute("update schedule set execution_inputs = '{}'"));
        pass("2024-03-10T06:00:00Z");
        assertThat(node.find(schedule).lastError()).isNotNull();

        change(schedule, schedule.draft());
        pass("2024-03-10T06:01:00Z");

        assertThat(node.find(schedule).lastError()).isNull();
        assertThat(node.runs(schedule)).hasSize(1);
    }

    @Test
    void aWorkflowThatTakesNoOtherInputsGetsOnlyItsOwn() {
        UUID workflow = node.workflow("noop", ", 'inputs': {'type': 'object', 'additionalProperties': false}");
        Schedule schedule = node.cron(workflow, "* * * * *");

        pass("2024-03-10T06:00:00Z");

        assertThat(node.runs(schedule))
                .singleElement()
                .satisfies(run -> assertThat(run.inputs()).isEqualTo(Json.object()));
    }

    @Test
    void aDeletedScheduleFiresNoMoreAndItsRunsGoOn() throws Exception {
        Schedule schedule = node.cron(node.workflow("hold"), "* * * * *");
        pass("2024-03-10T06:00:00Z");

        assertThat(node.schedules.delete(schedule.id(), TriggerNode.ANNE)).isTrue();
        pass("2024-03-10T06:01:00Z");

        assertThat(node.runs(schedule)).hasSize(1);
        node.letGo(schedule, 1, 0);
        assertThat(node.runs(schedule).getFirst().status().word()).isEqualTo("completed");
    }

    @Test
    void momentsThatWereNotedLongAgoAreForgotten() {
        Schedule schedule = node.cron(node.workflow("noop"), "* * * * *");
        pass("2024-03-10T06:00:00Z");
        node.database.use(handle ->
                handle.execute("update schedule_fire set state = 3, created_at = created_at - interval '101 days'"));

        new FireTable(node.database).tidy(Duration.ofDays(100));

        assertThat(node.fires(schedule)).isEmpty();
    }

    @Test
    void manySchedulesFireAtOneMoment() {
        UUID workflow = node.workflow("noop");
        Map<UUID, Schedule> all = new java.util.LinkedHashMap<>();
        for (int i = 0; i < 250; i++) {
            Schedule schedule = node.cron(workflow, "0 6 * * *");
            all.put(schedule.id(), schedule);
        }

        pass("2024-03-10T06:00:00Z");

        assertThat(all.values()).allMatch(schedule -> node.find(schedule).lastRunId() != null);
        assertThat(node.runs.page(null, null, 0, 1_000).items()).hasSize(250);
    }
}
