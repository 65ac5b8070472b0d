package dev.quayside.workflow.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quayside.base.Json;
import dev.quayside.base.Page;
import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import dev.quayside.event.Event;
import dev.quayside.event.Recorded;
import dev.quayside.testing.TestDatabase;
import dev.quayside.workflow.journal.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SchedulesTest {
    private static final Draft HOURLY = Draft.of(new Timing.OnCron("0 * * * *")).withOverlap(Overlap.ALLOW);

    private final TestDatabase holder = TestDatabase.fresh();
    private final MovedTime time = new MovedTime("2024-05-01T10:20:30.5Z");
    private final TriggerNode node = new TriggerNode(holder, time);
    private final Schedules schedules = node.schedules;

    @AfterEach
    void close() {
        node.close();
        holder.close();
    }

    private static String refusal(Schedules.Saved saved) {
        return text(((Schedules.Saved.Invalid) saved).problem());
    }

    private static String refusal(Schedules.Triggered triggered) {
        return text(((Schedules.Triggered.Refused) triggered).problem());
    }

    private static String refusal(Schedules.Backfilled backfilled) {
        return text(((Schedules.Backfilled.Refused) backfilled).problem());
    }

    private static String text(Problem problem) {
        return problem.code() + ": " + problem.detail();
    }

    @Test
    void keepsWhatWasStored() {
        Draft draft = new Draft(
                "Nightly 🌙",
                "copies things",
                new Timing.OnCron("30 2 * * MON-FRI"),
                "Europe/Berlin",
                Json.object().put("a", "b"),
                true,
                Missed.ALL,
                Overlap.QUEUE);

        Schedule made = node.create(node.workflow("noop"), draft);

        assertThat(node.find(made)).isEqualTo(made);
        assertThat(made.draft()).isEqualTo(draft);
        assertThat(made.createdBy()).isEqualTo("anne");
        assertThat(made.createdAt()).isEqualTo(made.updatedAt()).isEqualTo(time.instant());
        assertThat(made.nextRunAt()).isEqualTo(Instant.parse("2024-05-02T00:30:00Z"));
    }

    @Test
    void aScheduleByHandNeverFiresByItself() {
        Schedule made = node.create(node.workflow("noop"), Draft.of(new Timing.ByHand()));

        assertThat(made.nextRunAt()).isNull();
        assertThat(schedules.previews(made, 5)).isEmpty();
        assertThat(node.scheduled(made.workflow())).isFalse();
    }

    @Test
    void saysWhyItDoesNotStore() {
        UUID workflow = node.workflow("noop", ", 'inputs': {'type': 'object', 'required': ['n']}");

        assertThat(refusal(schedules.create(
                        workflow, HOURLY.withTiming(new Timing.OnCron("60 * * * *")), TriggerNode.ANNE)))
                .isEqualTo("schedule.cron-invalid: Invalid cron expression: 60 * * * *: minute: 60 is not between 0"
                        + " and 59");
        assertThat(refusal(schedules.create(workflow, HOURLY.withTimezone("europe/berln"), TriggerNode.ANNE)))
                .isEqualTo("schedule.timezone-unknown: Invalid timezone: europe/berln; did you mean 'Europe/Berlin'?");
        assertThat(refusal(schedules.create(workflow, HOURLY.withTimezone("x".repeat(5_000)), TriggerNode.ANNE)))
                .startsWith("schedule.timezone-unknown");
        assertThat(refusal(schedules.create(workflow, HOURLY.withTiming(new Timing.Every(0)), TriggerNode.ANNE)))
                .startsWith("schedule.interval-invalid: Invalid interval: 0");
        assertThat(refusal(schedules.create(workflow, HOURLY.withName("a\0b"), TriggerNode.ANNE)))
                .startsWith("schedule.text-invalid: Invalid name");
        assertThat(refusal(schedules.create(workflow, HOURLY, TriggerNode.ANNE)))
                .startsWith("schedule.inputs-invalid: execution_inputs do not fit the workflow")
                .contains("'n'");
        assertThat(schedules.page(null, null, 0, 10).total()).isZero();
        assertThat(node.scheduled(workflow)).isFalse();
    }

    @Test
    void knowsOnlyWorkflowsThatAreThere() {
        UUID deleted = node.workflow("noop");
        Schedule left = node.create(deleted, HOURLY);
        node.database.use(
                handle -> handle.execute("update workflow set deleted_at = clock_timestamp() where id = ?", deleted));

        assertThat(schedules.create(UUID.randomUUID(), HOURLY, TriggerNode.ANNE))
                .isEqualTo(new Schedules.Saved.Unknown());
        assertThat(schedules.create(deleted, HOURLY, TriggerNode.ANNE)).isEqualTo(new Schedules.Saved.Unknown());
        assertThat(schedules.find(left.id())).isEmpty();
        assertThat(schedules.page(null, null, 0, 10).items()).isEmpty();
        assertThat(schedules.update(left.id(), draft -> draft, TriggerNode.ANNE))
                .isEqualTo(new Schedules.Saved.Unknown());
        assertThat(schedules.delete(left.id(), TriggerNode.ANNE)).isFalse();
    }

    @Test
    void changesWhatItIsToldTo() {
        Schedule made = node.create(node.workflow("noop"), HOURLY.withName("old"));
        time.set("2024-05-01T10:30:00Z");

        Schedules.Saved saved = schedules.update(
                made.id(), draft -> draft.withName(null).withTimezone("Asia/Kolkata"), TriggerNode.ANNE);

        Schedule changed = ((Schedules.Saved.Done) saved).schedule();
        assertThat(node.find(made)).isEqualTo(changed);
        assertThat(changed.draft()).isEqualTo(HOURLY.withTimezone("Asia/Kolkata"));
        assertThat(changed.nextRunAt()).isEqualTo(Instant.parse("2024-05-01T11:30:00Z"));
        assertThat(changed.revision()).isEqualTo(2);
        assertThat(changed.createdAt()).isEqualTo(made.createdAt());
        assertThat(changed.updatedAt()).isEqualTo(time.instant());
    }

    @Test
    void aRefusedChangeChangesNothing() {
        Schedule made = node.create(node.workflow("noop"), HOURLY);

        Schedules.Saved saved =
                schedules.update(made.id(), draft -> draft.withTiming(new Timing.OnCron("never")), TriggerNode.ANNE);

        assertThat(refusal(saved)).startsWith("schedule.cron-invalid");
        assertThat(node.find(made)).isEqualTo(made);
        assertThat(schedules.update(UUID.randomUUID(), draft -> draft, TriggerNode.ANNE))
                .isEqualTo(new Schedules.Saved.Unknown());
    }

    @Test
    void theWorkflowSaysWhetherAnActiveScheduleIsThere() {
        UUID workflow = node.workflow("noop");
        Schedule one = node.create(workflow, HOURLY);
        Schedule two = node.create(workflow, HOURLY.withActive(false));
        assertThat(node.scheduled(workflow)).isTrue();

        activate(one, false);
        assertThat(node.scheduled(workflow)).isFalse();
        activate(two, true);
        activate(one, true);
        assertThat(schedules.delete(two.id(), TriggerNode.ANNE)).isTrue();
        assertThat(node.scheduled(workflow)).isTrue();
        assertThat(schedules.delete(one.id(), TriggerNode.ANNE)).isTrue();
        assertThat(schedules.delete(one.id(), TriggerNode.ANNE)).isFalse();
        assertThat(node.scheduled(workflow)).isFalse();
    }

    private void activate(Schedule schedule, boolean active) {
        assertThat(schedules.update(schedule.id(), draft -> draft.withActive(active), TriggerNode.ANNE))
                .isInstanceOf(Schedules.Saved.Done.class);
    }

    @Test
    void listsTheNewestFirst() {
        UUID workflow = node.workflow("noop");
        Schedule first = node.create(workflow, HOURLY);
        time.pass(Duration.ofSeconds(1));
        Schedule second = node.create(node.workflow("noop"), HOURLY);
        time.pass(Duration.ofSeconds(1));
        Schedule third = node.create(workflow, HOURLY.withActive(false));

        assertThat(schedules.page(null, null, 0, 2)).isEqualTo(new Page<>(3, List.of(third, second), 0, 2));
        assertThat(schedules.page(null, null, 2, 2)).isEqualTo(new Page<>(3, List.of(first), 2, 2));
        assertThat(schedules.page(workflow, null, 0, 9)).isEqualTo(new Page<>(2, List.of(third, first), 0, 9));
        assertThat(schedules.page(workflow, true, 0, 9)).isEqualTo(new Page<>(1, List.of(first), 0, 9));
        assertThat(schedules.page(null, false, 0, 9)).isEqualTo(new Page<>(1, List.of(third), 0, 9));
    }

    @Test
    void everyChangeIsAnEventWithItsActor() {
        Schedule made = node.create(node.workflow("noop"), HOURLY.withName("h"));
        activate(made, false);
        assertThat(schedules.delete(made.id(), TriggerNode.ANNE)).isTrue();

        List<Event> events = node.events.after(Recorded.Position.START, 100).stream()
                .map(Recorded::event)
                .filter(event -> event.type().startsWith("workflow.schedule."))
                .toList();

        assertThat(events)
                .extracting(Event::type)
                .containsExactly("workflow.schedule.create", "workflow.schedule.update", "workflow.schedule.delete");
        assertThat(events).extracting(Event::actor).containsOnly(TriggerNode.ANNE);
        assertThat(events)
                .extracting(event -> event.resource().toString())
                .containsOnly("{\"workflow_id\":\"" + made.workflow() + "\",\"schedule_id\":\"" + made.id()
                        + "\",\"schedule_name\":\"h\"}");
    }

    @Test
    void showsWhenItFires() {
        assertThat(schedules.previews(new Timing.OnCron("0 0 * * *"), "America/New_York", 2))
                .isEqualTo(TriggerNode.times("2024-05-02T04:00:00Z", "2024-05-03T04:00:00Z"));
        assertThat(schedules.previews(new Timing.Every(3_600), "UTC", 2))
                .isEqualTo(TriggerNode.times("2024-05-01T11:20:30Z", "2024-05-01T12:20:30Z"));
        assertThat(schedules.previews(new Timing.OnCron("* * * * *"), "UTC", 1_000_000))
                .hasSize(100);
        assertThatThrownBy(() -> schedules.previews(new Timing.OnCron("x"), "UTC", 1))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("schedule.cron-invalid");
        assertThatThrownBy(() -> schedules.previews(new Timing.OnCron("* * * * *"), "Nowhere", 1))
                .hasMessageContaining("schedule.timezone-unknown");
    }

    @Test
    void startsARunNow() {
        Schedule schedule = node.create(
                node.workflow("noop"),
                HOURLY.withActive(false).withInputs(Json.object().put("n", 1)));

        Schedules.Triggered first = schedules.trigger(schedule.id(), TriggerNode.ANNE, "key-1");
        time.pass(Duration.ofSeconds(10));
        Schedules.Triggered again = schedules.trigger(schedule.id(), TriggerNode.ANNE, "key-1");
        Schedules.Triggered other = schedules.trigger(schedule.id(), TriggerNode.ANNE, null);

        UUID run = ((Schedules.Triggered.Started) first).run();
        assertThat(first).isEqualTo(new Schedules.Triggered.Started(run, false));
        assertThat(again).isEqualTo(new Schedules.Triggered.Started(run, true));
        assertThat(((Schedules.Triggered.Started) other).run()).isNotEqualTo(run);
        Run found = node.runs.find(run).orElseThrow();
        assertThat(found.executedBy()).isEqualTo(schedule.starter());
        assertThat(found.inputs().path("n").asInt()).isEqualTo(1);
        assertThat(found.inputs().path("_schedule").path("scheduled_time").stringValue())
                .isEqualTo("2024-05-01T10:20:30.5Z");
        assertThat(found.inputs().path("_schedule").path("next_scheduled_time").isNull())
                .isTrue();
        assertThat(node.find(schedule).lastRunId()).isEqualTo(((Schedules.Triggered.Started) other).run());
        assertThat(node.events.after(Recorded.Position.START, 100).stream()
                        .filter(event -> event.event().type().equals("workflow.schedule.trigger"))
                        .map(event -> event.event().actor()))
                .containsExactly(TriggerNode.ANNE, TriggerNode.ANNE);
    }

    @Test
    void aRunStartedByHandIsOneThatHasNotEnded() throws Exception {
        Schedule schedule = node.create(node.workflow("hold"), HOURLY.withOverlap(Overlap.SKIP));
        assertThat(schedules.trigger(schedule.id(), TriggerNode.ANNE, null))
                .isInstanceOf(Schedules.Triggered.Started.class);

        time.set("2024-05-01T11:00:00Z");
        assertThat(node.scheduler().pass()).isTrue();
        assertThat(node.find(schedule).skipped()).isEqualTo(1);

        node.letGo(schedule, 1, 0);
        time.set("2024-05-01T12:00:00Z");
        assertThat(node.scheduler().pass()).isTrue();
        assertThat(node.runs(schedule)).hasSize(2);
    }

    @Test
    void saysWhyItStartsNothing() {
        UUID workflow = node.workflow("noop", ", 'inputs': {'type': 'object', 'required': ['n']}");
        Schedule schedule =
                node.create(workflow, HOURLY.withInputs(Json.object().put("n", 1)));
        node.database.use(handle -> handle.execute("update schedule set execution_inputs = '{}'"));
        assertThat(refusal(schedules.trigger(schedule.id(), TriggerNode.ANNE, null)))
                .contains("schedule.inputs-invalid");

        node.activate(workflow, false);

        assertThat(refusal(schedules.trigger(schedule.id(), TriggerNode.ANNE, null)))
                .contains("workflow.inactive: Workflow with ID " + workflow + " is not active");
        assertThat(refusal(schedules.backfill(schedule.id(), Instant.EPOCH, time.instant(), 10, TriggerNode.ANNE)))
                .contains("workflow.inactive");
        assertThat(schedules.trigger(UUID.randomUUID(), TriggerNode.ANNE, null))
                .isEqualTo(new Schedules.Triggered.Unknown());
        assertThat(schedules.backfill(UUID.randomUUID(), Instant.EPOCH, time.instant(), 10, TriggerNode.ANNE))
                .isEqualTo(new Schedules.Backfilled.Unknown());
    }

    private Schedules.Backfilled.Done backfill(Schedule schedule, String from, String to, int most) {
        Schedules.Backfilled done =
                schedules.backfill(schedule.id(), Instant.parse(from), Instant.parse(to), most, TriggerNode.ANNE);
        return (Schedules.Backfilled.Done) done;
    }

    @Test
    void aBackfillStartsOneRunForEveryFireTimeHoweverOftenItIsAskedFor() {
        Schedule schedule = node.create(node.workflow("noop"), HOURLY);
        Scheduler scheduler = node.scheduler();

        Schedules.Backfilled.Done first = backfill(schedule, "2024-05-01T06:00:00Z", "2024-05-01T09:00:00Z", 100);
        assertThat(scheduler.pass()).isTrue();
        Schedules.Backfilled.Done again = backfill(schedule, "2024-05-01T05:00:00Z", "2024-05-01T09:00:00Z", 100);
        assertThat(scheduler.pass()).isTrue();

        assertThat(first.started())
                .isEqualTo(TriggerNode.times("2024-05-01T06:00:00Z", "2024-05-01T07:00:00Z", "2024-05-01T08:00:00Z"));
        assertThat(first.known()).isZero();
        assertThat(first.limited()).isFalse();
        assertThat(again.started()).isEqualTo(TriggerNode.times("2024-05-01T05:00:00Z"));
        assertThat(again.known()).isEqualTo(3);
        assertThat(node.fired(schedule))
                .isEqualTo(TriggerNode.times(
                        "2024-05-01T06:00:00Z",
                        "2024-05-01T07:00:00Z",
                        "2024-05-01T08:00:00Z",
                        "2024-05-01T05:00:00Z"));
    }

    @Test
    void aBackfillThatIsLimitedSaysWhereToGoOn() {
        Schedule schedule = node.create(node.workflow("noop"), HOURLY);

        Schedules.Backfilled.Done first = backfill(schedule, "2024-03-01T00:00:00Z", "2024-05-01T00:00:00Z", 20);
        Schedules.Backfilled.Done second = backfill(schedule, "2024-03-01T00:00:00Z", "2024-05-01T00:00:00Z", 5_000);

        assertThat(first.started()).hasSize(20);
        assertThat(first.rest()).isEqualTo(Instant.parse("2024-03-01T20:00:00Z"));
        assertThat(second.known()).isEqualTo(20);
        assertThat(second.started()).hasSize(1_000).startsWith(Instant.parse("2024-03-01T20:00:00Z"));
        assertThat(second.rest())
                .isEqualTo(Instant.parse("2024-03-01T20:00:00Z").plus(Duration.ofHours(1_000)));
    }

    @Test
    void aBackfillLeavesTheFutureToTheScheduler() {
        Schedule schedule = node.create(node.workflow("noop"), HOURLY);

        Schedules.Backfilled.Done done = backfill(schedule, "2024-05-01T10:00:00Z", "2030-01-01T00:00:00Z", 100);

        assertThat(done.started()).isEqualTo(TriggerNode.times("2024-05-01T10:00:00Z"));
        assertThat(done.limited()).isFalse();
    }

    @Test
    void aBackfillTakesUpWhatWasSkipped() throws Exception {
        Schedule schedule = node.create(node.workflow("hold"), HOURLY.withOverlap(Overlap.SKIP));
        Scheduler scheduler = node.scheduler();
        time.set("2024-05-01T11:00:00Z");
        assertThat(scheduler.pass()).isTrue();
        time.set("2024-05-01T12:00:00Z");
        assertThat(scheduler.pass()).isTrue();

        Schedules.Backfilled.Done done = backfill(schedule, "2024-05-01T11:00:00Z", "2024-05-01T12:30:00Z", 100);
        assertThat(done.started()).isEmpty(); // 12:30 has not come, and 12:00 is not before now
        time.set("2024-05-01T12:00:01Z");
        done = backfill(schedule, "2024-05-01T11:00:00Z", "2024-05-01T12:30:00Z", 100);
        assertThat(scheduler.pass()).isTrue();

        assertThat(done.started()).isEqualTo(TriggerNode.times("2024-05-01T12:00:00Z"));
        assertThat(node.fired(schedule)).isEqualTo(TriggerNode.times("2024-05-01T11:00:00Z", "2024-05-01T12:00:00Z"));
        node.letGo(schedule, 2, 0);
    }

    @Test
    void aBackfillNeedsARange() {
        Schedule hourly = node.create(node.workflow("noop"), HOURLY);
        Schedule manual = node.create(node.workflow("noop"), Draft.of(new Timing.ByHand()));

        assertThat(refusal(schedules.backfill(hourly.id(), time.instant(), time.instant(), 1, TriggerNode.ANNE)))
                .contains("schedule.range-invalid");
        assertThat(refusal(schedules.backfill(manual.id(), Instant.EPOCH, time.instant(), 1, TriggerNode.ANNE)))
                .contains("schedule.range-invalid")
                .contains("is manual");
    }
}
