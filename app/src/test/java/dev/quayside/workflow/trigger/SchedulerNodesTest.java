package dev.quayside.workflow.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.ProblemException;
import dev.quayside.database.DatabaseTime;
import dev.quayside.testing.Await;
import dev.quayside.testing.TestDatabase;
import dev.quayside.workflow.journal.Run;
import dev.quayside.workflow.run.Runs;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Several schedulers on one database, and schedulers that die.
class SchedulerNodesTest {
    private static final Draft EVERY_MINUTE =
            Draft.of(new Timing.OnCron("* * * * *")).withOverlap(Overlap.ALLOW).withMissed(Missed.ALL);

    private final TestDatabase holder = TestDatabase.fresh();
    private final MovedTime time = new MovedTime("2024-05-01T10:00:30Z");
    private final TriggerNode node = new TriggerNode(holder, time);

    @AfterEach
    void close() {
        node.close();
        holder.close();
    }

    @Test
    void twoSchedulersNeverFireTwice() throws Exception {
        UUID workflow = node.workflow("noop");
        List<Schedule> schedules = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            schedules.add(node.create(workflow, EVERY_MINUTE));
        }
        List<Scheduler> both = List.of(node.scheduler(), node.scheduler());

        for (int minute = 1; minute <= 5; minute++) {
            time.pass(Duration.ofMinutes(1));
            List<Thread> threads = both.stream()
                    .map(scheduler -> Thread.ofPlatform().start(scheduler::pass))
                    .toList();
            for (Thread thread : threads) {
                thread.join();
            }
        }

        assertThat(both.getFirst().pass()).isTrue();
        List<Instant> five = TriggerNode.times(
                "2024-05-01T10:01:00Z",
                "2024-05-01T10:02:00Z",
                "2024-05-01T10:03:00Z",
                "2024-05-01T10:04:00Z",
                "2024-05-01T10:05:00Z");
        assertThat(schedules)
                .allSatisfy(
                        schedule -> assertThat(node.fired(schedule)).hasSize(5).containsAll(five));
    }

    @Test
    void twoSchedulersHoldOneOverlap() throws Exception {
        Schedule schedule = node.create(
                node.workflow("hold"), EVERY_MINUTE.withMissed(Missed.LAST).withOverlap(Overlap.SKIP));
        List<Scheduler> both = List.of(node.scheduler(), node.scheduler());

        for (int minute = 1; minute <= 10; minute++) {
            time.pass(Duration.ofMinutes(1));
            List<Thread> threads = both.stream()
                    .map(scheduler -> Thread.ofPlatform().start(scheduler::pass))
                    .toList();
            for (Thread thread : threads) {
                thread.join();
            }
        }

        assertThat(node.runs(schedule)).hasSize(1);
        assertThat(node.find(schedule).skipped()).isEqualTo(9);
    }

    @Test
    void nodesThatRunByThemselvesFireEverySecondOnce() throws Exception {
        try (TriggerNode real = new TriggerNode(holder, new DatabaseTime(holder.database()))) {
            Schedule schedule = real.create(
                    real.workflow("noop"), Draft.of(new Timing.Every(1)).withOverlap(Overlap.ALLOW));
            real.scheduler().start();
            real.scheduler().start();

            Await.until("five runs", () -> real.runs(schedule).size() >= 5);

            List<Instant> fired = real.fired(schedule);
            assertThat(new HashSet<>(fired)).hasSameSizeAs(fired);
            assertThat(fired).isSorted();
        }
    }

    @Test
    void aNewScheduleWakesASchedulerThatRests() throws Exception {
        InstantSource now = new DatabaseTime(holder.database());
        try (TriggerNode real = new TriggerNode(holder, now)) {
            real.scheduler().start();
            UUID workflow = real.workflow("noop");
            Schedule far = real.create(workflow, Draft.of(new Timing.Every(86_400)));
            Schedule near = real.create(workflow, Draft.of(new Timing.Every(2)));

            Await.until("it fires", () -> !real.runs(near).isEmpty());

            assertThat(real.runs(far)).isEmpty();
            Run run = real.runs(near).getFirst();
            assertThat(Duration.between(near.createdAt(), run.createdAt())).isLessThan(Duration.ofSeconds(20));
        }
    }

    @Test
    void whatANodeHadTakenWhenItDiedFiresOnAnother() {
        Schedule schedule = node.create(node.workflow("noop"), EVERY_MINUTE);
        time.set("2024-05-01T10:01:00Z");
        node.claimAndDie();
        assertThat(node.runs(schedule)).isEmpty();
        assertThat(node.find(schedule).nextRunAt()).isEqualTo(Instant.parse("2024-05-01T10:02:00Z"));

        assertThat(node.scheduler().pass()).isTrue();

        assertThat(node.fired(schedule)).isEqualTo(TriggerNode.times("2024-05-01T10:01:00Z"));
    }

    /// Starts runs outside the transaction in which their moments are marked, and loses the first of those.
    private Scheduler diesAfterItsFirstStart() {
        AtomicBoolean dies = new AtomicBoolean(true);
        return node.scheduler((version, inputs, by, key) -> {
            Runs.Start started = CompletableFuture.supplyAsync(() -> node.runs.start(version, inputs, by, key))
                    .join();
            if (dies.getAndSet(false)) {
                throw new IllegalStateException("died after the start");
            }
            return started;
        });
    }

    @Test
    void aStartAndItsMomentAreOneTransaction() {
        Schedule schedule = node.create(node.workflow("noop"), EVERY_MINUTE);
        AtomicBoolean dies = new AtomicBoolean(true);
        Scheduler dying = node.scheduler((version, inputs, by, key) -> {
            Runs.Start started = node.runs.start(version, inputs, by, key);
            if (dies.getAndSet(false)) {
                throw new IllegalStateException("died before the end of the transaction");
            }
            return started;
        });
        time.set("2024-05-01T10:01:00Z");

        assertThat(dying.pass()).isFalse();
        assertThat(node.runs(schedule)).isEmpty();
        assertThat(node.fires(schedule)).containsExactly(Fire.State.DUE);

        assertThat(dying.pass()).isTrue();
        assertThat(node.fired(schedule)).isEqualTo(TriggerNode.times("2024-05-01T10:01:00Z"));
    }

    @Test
    void aRunWhoseStartWasNotNotedIsNotStartedAgain() {
        Schedule schedule = node.create(node.workflow("noop"), EVERY_MINUTE.withOverlap(Overlap.SKIP));
        Scheduler dying = diesAfterItsFirstStart();
        time.set("2024-05-01T10:01:00Z");
        assertThat(dying.pass()).isFalse();
        assertThat(node.runs(schedule)).hasSize(1);
        assertThat(node.fires(schedule)).containsExactly(Fire.State.DUE);

        assertThat(dying.pass()).isTrue();

        assertThat(node.runs(schedule)).hasSize(1);
        assertThat(node.find(schedule).lastRunId())
                .isEqualTo(node.runs(schedule).getFirst().id());
        assertThat(node.find(schedule).skipped()).isZero();
    }

    @Test
    void aRunWhoseStartWasNotNotedIsFoundAgainUnderOtherInputs() {
        Schedule schedule = node.create(node.workflow("noop"), EVERY_MINUTE);
        Scheduler dying = diesAfterItsFirstStart();
        time.set("2024-05-01T10:01:00Z");
        assertThat(dying.pass()).isFalse();
        assertThat(node.schedules.update(
                        schedule.id(), draft -> draft.withTiming(new Timing.OnCron("*/7 * * * *")), TriggerNode.ANNE))
                .isInstanceOf(Schedules.Saved.Done.class);

        assertThat(dying.pass()).isTrue();

        assertThat(node.runs(schedule)).hasSize(1);
        assertThat(node.fires(schedule)).doesNotContain(Fire.State.DUE);
    }

    @Test
    void whatIsNotPossibleNowIsTriedAgain() {
        Schedule schedule = node.create(node.workflow("noop"), EVERY_MINUTE);
        Schedule other = node.create(node.workflow("noop"), EVERY_MINUTE);
        AtomicBoolean full = new AtomicBoolean(true);
        Scheduler scheduler = node.scheduler((version, inputs, by, key) -> {
            if (full.get() && schedule.starter().equals(by.actor().user())) {
                throw new ProblemException("journal.disk-full", "The disk is full");
            }
            return node.runs.start(version, inputs, by, key);
        });

        time.set("2024-05-01T10:01:00Z");
        assertThat(scheduler.pass()).isFalse();
        assertThat(node.runs(schedule)).isEmpty();
        assertThat(node.runs(other)).hasSize(1);
        assertThat(node.find(schedule).lastError()).isNull();
        full.set(false);
        assertThat(scheduler.pass()).isTrue();

        assertThat(node.fired(schedule)).isEqualTo(TriggerNode.times("2024-05-01T10:01:00Z"));
    }
}
