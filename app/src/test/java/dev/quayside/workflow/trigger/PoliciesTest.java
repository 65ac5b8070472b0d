package dev.quayside.workflow.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import dev.quayside.base.Pause;
import dev.quayside.database.Notifications;
import dev.quayside.testing.Await;
import dev.quayside.testing.TestDatabase;
import dev.quayside.workflow.journal.Run;
import dev.quayside.workflow.run.Runs;
import dev.quayside.workflow.store.WorkflowVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What becomes of moments that were missed, that overlap, or that nobody wants any more; the time is the test's.
class PoliciesTest {
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

    @ParameterizedTest
    @EnumSource(Missed.class)
    void sixHoursDownEndAsThePolicySays(Missed policy) {
        Draft draft =
                Draft.of(new Timing.OnCron("0 * * * *")).withMissed(policy).withOverlap(Overlap.ALLOW);
        Schedule schedule = node.create(node.workflow("noop"), draft);

        pass("2024-03-10T12:05:00Z");

        List<Instant> all = TriggerNode.times(
                "2024-03-10T06:00:00Z",
                "2024-03-10T07:00:00Z",
                "2024-03-10T08:00:00Z",
                "2024-03-10T09:00:00Z",
                "2024-03-10T10:00:00Z",
                "2024-03-10T11:00:00Z",
                "2024-03-10T12:00:00Z");
        assertThat(node.fired(schedule))
                .isEqualTo(
                        switch (policy) {
                            case NONE -> List.of();
                            case LAST -> List.of(all.getLast());
                            case ALL -> all;
                        });
        assertThat(node.find(schedule).nextRunAt()).isEqualTo(Instant.parse("2024-03-10T13:00:00Z"));
    }

    @Test
    void allThatWereMissedRunOneAfterTheOtherWhereNoneMayOverlap() throws Exception {
        Draft draft = Draft.of(new Timing.OnCron("0 * * * *")).withMissed(Missed.ALL);
        Schedule schedule = node.create(node.workflow("hold"), draft);

        pass("2024-03-10T08:05:00Z");
        assertThat(node.fired(schedule)).hasSize(1);
        node.letGo(schedule, 1, 0);
        pass("2024-03-10T08:06:00Z");
        assertThat(node.fired(schedule)).hasSize(2);
        node.letGo(schedule, 1, 0);
        pass("2024-03-10T08:07:00Z");

        assertThat(node.fired(schedule))
                .isEqualTo(TriggerNode.times("2024-03-10T06:00:00Z", "2024-03-10T07:00:00Z", "2024-03-10T08:00:00Z"));
        assertThat(node.find(schedule).skipped()).isZero();
    }

    @Test
    void aFireIsSkippedWhileARunHasNotEnded() throws Exception {
        Schedule schedule = node.cron(node.workflow("hold"), "* * * * *");
        pass("2024-03-10T06:00:00Z");

        pass("2024-03-10T06:01:00Z");
        pass("2024-03-10T06:02:00Z");
        assertThat(node.find(schedule).skipped()).isEqualTo(2);
        node.letGo(schedule, 1, 0);
        pass("2024-03-10T06:03:00Z");

        assertThat(node.fired(schedule)).isEqualTo(TriggerNode.times("2024-03-10T06:00:00Z", "2024-03-10T06:03:00Z"));
        assertThat(node.fires(schedule))
                .containsExactly(Fire.State.ENDED, Fire.State.SKIPPED, Fire.State.SKIPPED, Fire.State.STARTED);
    }

    @Test
    void oneFireWaitsForTheEndAndFurtherOnesAreSkipped() throws Exception {
        Schedule schedule = node.create(
                node.workflow("hold"), Draft.of(new Timing.OnCron("* * * * *")).withOverlap(Overlap.QUEUE));
        pass("2024-03-10T06:00:00Z");
        pass("2024-03-10T06:01:00Z");
        pass("2024-03-10T06:02:00Z");
        assertThat(node.fires(schedule)).containsExactly(Fire.State.STARTED, Fire.State.WAITING, Fire.State.SKIPPED);

        node.letGo(schedule, 1, 0);
        pass("2024-03-10T06:02:30Z");

        assertThat(node.fired(schedule)).isEqualTo(TriggerNode.times("2024-03-10T06:00:00Z", "2024-03-10T06:01:00Z"));
        assertThat(node.find(schedule).skipped()).isEqualTo(1);
        pass("2024-03-10T06:03:00Z");
        assertThat(node.fires(schedule))
                .containsExactly(Fire.State.ENDED, Fire.State.STARTED, Fire.State.SKIPPED, Fire.State.WAITING);
    }

    @Test
    void theEndOfARunWakesWhatWaits() throws Exception {
        scheduler.start();
        Schedule schedule = node.create(
                node.workflow("hold"), Draft.of(new Timing.OnCron("* * * * *")).withOverlap(Overlap.QUEUE));
        time.set("2024-03-10T06:01:00Z");
        Run first = startedNow(schedule);
        time.set("2024-03-10T06:02:00Z");
        wakeByChange(schedule);
        Await.until("one waits", () -> node.fires(schedule).contains(Fire.State.WAITING));

        node.held.release(1);

        Await.until("it starts", () -> node.runs(schedule).size() == 2);
        assertThat(node.runs.find(first.id()).orElseThrow().status().ended()).isTrue();
    }

    @Test
    void onlyTheEndOfAScheduledRunIsAnnounced() throws Exception {
        Schedule schedule = node.cron(node.workflow("hold"), "* * * * *");
        UUID other = node.workflow("noop");
        pass("2024-03-10T06:00:00Z");
        Semaphore listening = new Semaphore(0);
        Semaphore heard = new Semaphore(0);
        try (Notifications notifications = new Notifications(
                node.database, Map.of(Scheduler.CHANNEL, _ -> heard.release()), listening::release, Pause.REAL)) {
            notifications.start();
            listening.acquire();

            WorkflowVersion version = node.workflows.find(other).orElseThrow().newest();
            UUID run = ((Runs.Start.Accepted) node.runs.start(version, Json.object(), TriggerNode.ANNE, null)).run();
            assertThat(node.runs.await(run, Duration.ofSeconds(60)).status().ended())
                    .isTrue();
            node.letGo(schedule, 1, 0);
            heard.acquire();

            assertThat(heard.availablePermits()).isZero();
        }
    }

    private Run startedNow(Schedule schedule) throws InterruptedException {
        wakeByChange(schedule);
        Await.until("it fires", () -> node.runs(schedule).size() == 1);
        return node.runs(schedule).getFirst();
    }

    /// A change is announced, as it is to every scheduler.
    private void wakeByChange(Schedule schedule) {
        assertThat(node.schedules.update(
                        schedule.id(),
                        draft -> draft.withDescription(time.instant().toString()),
                        TriggerNode.ANNE))
                .isInstanceOf(Schedules.Saved.Done.class);
    }

    @Test
    void runsMayOverlapWhereTheyAreAllowedTo() {
        Schedule schedule = node.create(
                node.workflow("hold"), Draft.of(new Timing.OnCron("* * * * *")).withOverlap(Overlap.ALLOW));

        pass("2024-03-10T06:00:00Z");
        pass("2024-03-10T06:01:00Z");

        assertThat(node.runs(schedule)).hasSize(2).noneMatch(run -> run.status().ended());
    }

    @Test
    void whatAnInactiveWorkflowWouldHaveDoneIsNotMissed() {
        UUID workflow = node.workflow("noop");
        Draft draft = Draft.of(new Timing.OnCron("* * * * *")).withMissed(Missed.ALL);
        Schedule schedule = node.create(workflow, draft);

        node.activate(workflow, false);
        pass("2024-03-10T06:00:00Z");
        pass("2024-03-10T06:04:00Z");
        node.activate(workflow, true);
        pass("2024-03-10T06:05:00Z");

        assertThat(node.fired(schedule)).isEqualTo(TriggerNode.times("2024-03-10T06:05:00Z"));
    }

    @Test
    void whatAnInactiveScheduleWouldHaveDoneIsNotMissed() {
        Draft draft = Draft.of(new Timing.OnCron("* * * * *")).withMissed(Missed.ALL);
        Schedule schedule = node.create(node.workflow("noop"), draft);
        change(schedule, draft.withActive(false));
        assertThat(node.find(schedule).nextRunAt()).isNull();

        pass("2024-03-10T06:04:00Z");
        change(schedule, draft);
        pass("2024-03-10T06:05:00Z");

        assertThat(node.fired(schedule)).isEqualTo(TriggerNode.times("2024-03-10T06:05:00Z"));
    }

    private void change(Schedule schedule, Draft draft) {
        assertThat(node.schedules.update(schedule.id(), _ -> draft, TriggerNode.ANNE))
                .isInstanceOf(Schedules.Saved.Done.class);
    }

    @Test
    void whatWaitsIsDroppedWithItsSchedule() throws Exception {
        Draft draft = Draft.of(new Timing.OnCron("* * * * *")).withOverlap(Overlap.QUEUE);
        Schedule schedule = node.create(node.workflow("hold"), draft);
        pass("2024-03-10T06:00:00Z");
        pass("2024-03-10T06:01:00Z");

        change(schedule, draft.withActive(false));
        node.letGo(schedule, 1, 0);
        pass("2024-03-10T06:02:00Z");

        assertThat(node.runs(schedule)).hasSize(1);
        assertThat(node.fires(schedule)).containsExactly(Fire.State.ENDED, Fire.State.SKIPPED);
    }
}
