package dev.quayside.workflow.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quayside.base.Json;
import dev.quayside.base.ProblemException;
import dev.quayside.step.Outcome;
import dev.quayside.testing.Await;
import dev.quayside.testing.Outage;
import dev.quayside.testing.TestDatabase;
import dev.quayside.workflow.decider.RunStatus;
import dev.quayside.workflow.journal.CrashPoints;
import dev.quayside.workflow.store.WorkflowVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The database goes away while runs are under way: new ones are refused, nothing is lost, all goes on by itself.
class DatabaseAwayTest {
    private final TestDatabase holder = TestDatabase.fresh();
    private final Outage outage = new Outage(holder.url());
    private final AtomicBoolean began = new AtomicBoolean();
    private final AtomicReference<CrashPoints.@Nullable Point> deadly = new AtomicReference<>();
    private final TestNode node = new TestNode(
                    holder.database(),
                    ShortSpans.settings(),
                    this::reached,
                    TestNode.type("arm", _ -> {
                        deadly.set(CrashPoints.Point.AFTER_COMMIT);
                        return new Outcome.Succeeded(Json.object());
                    }),
                    TestNode.type("big", _ -> {
                        outage.begin();
                        began.set(true);
                        return new Outcome.Succeeded(Json.object().put("value", "z".repeat(400_000)));
                    }))
            .start();

    private void reached(CrashPoints.Point point) {
        if (deadly.compareAndSet(point, null)) {
            outage.begin();
            began.set(true);
        }
    }

    @AfterEach
    void close() {
        outage.end();
        node.close();
        outage.close();
        holder.close();
    }

    private void endTheOutageAfterAWhile() throws InterruptedException {
        Await.until("the database is away", began::get);
        Thread.sleep(Duration.ofMillis(700));
        outage.end();
    }

    @Test
    void anOutputThatCannotBeStoredNowIsStoredLater() throws Exception {
        UUID run = node.start("{'steps': [{'id': 'a', 'type': 'big'}]}");

        endTheOutageAfterAWhile();

        assertThat(node.await(run).status()).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    void aRunThatCannotBeStartedNowIsStartedLater() throws Exception {
        node.put("child", "{'steps': [{'id': 'x', 'type': 'noop'}]}");
        UUID run = node.start("""
                {'steps': [{'id': 'a', 'type': 'arm'},
                           {'id': 'b', 'type': 'workflow', 'config': {'workflow': 'child'}, 'depends_on': ['a']}]}
                """);

        endTheOutageAfterAWhile();

        assertThat(node.await(run).status()).isEqualTo(RunStatus.COMPLETED);
    }

    /// Queues a run. The answer may be lost with the connection; the run is queued all the same.
    private void startAsFarAsItGoes(WorkflowVersion version) {
        try {
            UUID _ = node.start(version, Json.object(), "a key, so that it is queued");
        } catch (ProblemException answerLost) {
            assertThat(answerLost.problem().code()).isEqualTo("database.unreachable");
        }
    }

    @Test
    void aRunThatWasJustClaimedIsTakenUpAllTheSame() throws Exception {
        WorkflowVersion version = node.put("one", "{'steps': [{'id': 'a', 'type': 'noop'}]}");
        deadly.set(CrashPoints.Point.AFTER_CLAIM);

        startAsFarAsItGoes(version);
        endTheOutageAfterAWhile();

        Await.until("completed", () -> completed() == 1);
    }

    @Test
    void aRunThatWasClaimedWithoutTheNodeHearingOfItIsSetFree() throws Exception {
        WorkflowVersion version = node.put("one", "{'steps': [{'id': 'a', 'type': 'noop'}]}");
        long right = node.engine.node();
        int claimed;
        do { // again, if the node wanted to claim something before the run was queued
            outage.end();
            began.set(false);
            deadly.set(CrashPoints.Point.BEFORE_CLAIM);
            startAsFarAsItGoes(version);
            Await.until("the database is away", began::get);
            claimed = outage.execute("update run set owner = " + right + ", wake_at = null, state = 1 where state = 0");
        } while (claimed == 0);

        outage.end();

        Await.until("completed", () -> completed() == 1);
    }

    @Test
    void newRunsAreRefusedUntilItIsBack() throws Exception {
        WorkflowVersion version = node.put("slow", """
                {'steps': [{'id': 'a', 'type': 'delay', 'config': {'seconds': 0.2}},
                           {'id': 'b', 'type': 'noop', 'depends_on': ['a']}]}
                """);
        UUID run = node.start(version, Json.object(), null);

        outage.begin();
        Await.until("noticed", () -> node.engine.refusal() != null);

        assertThatThrownBy(() -> node.start(version, Json.object(), null))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("journal.unavailable");
        outage.end();
        Await.until("all completed", () -> completed() == 1);
        assertThat(node.await(run).status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(node.await(node.start(version, Json.object(), null)).status())
                .isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    void aNodeThatLostItsRightMeanwhileAcceptsRunsAgain() throws Exception {
        WorkflowVersion version = node.put("slow", """
                {'steps': [{'id': 'a', 'type': 'delay', 'config': {'seconds': 0.2}},
                           {'id': 'b', 'type': 'noop', 'depends_on': ['a']}]}
                """);
        UUID run = node.start(version, Json.object(), null);
        outage.begin();
        Await.until("noticed", () -> node.engine.refusal() != null);
        outage.execute("delete from node");
        outage.execute("update run set state = 12, owner = null where id = '" + run + "'");

        outage.end();

        Await.until("accepting again", () -> node.engine.refusal() == null);
        assertThat(node.await(startUntilAccepted(version)).status()).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    void connectionsThatBreakAtAnyMomentLoseAndDoubleNothing() throws Exception {
        Random random = new Random(7);
        WorkflowVersion version = node.put("chain", """
                {'steps': [{'id': 'a', 'type': 'noop'}, {'id': 'b', 'type': 'echo', 'depends_on': ['a']},
                           {'id': 'c', 'type': 'noop', 'depends_on': ['b']}]}
                """);
        List<UUID> runs = new ArrayList<>();
        for (int cut = 0; cut < 15; cut++) {
            for (int i = 0; i < 40; i++) {
                UUID run = startUntilAccepted(version);
                runs.add(run);
            }
            Thread.sleep(Duration.ofMillis(random.nextInt(30)));
            outage.cut();
        }

        Await.until("all completed", () -> completed() == runs.size());
        assertThat(numbers("select count(*) from run")).isEqualTo(runs.size());
        assertThat(numbers("select count(*) from journal")).isEqualTo(5 * runs.size());
        assertThat(numbers("select count(*) from event where type = 'workflow.execution.start'"))
                .isEqualTo(runs.size());
        assertThat(numbers("select count(*) from event where type = 'run.completed'"))
                .isEqualTo(runs.size());
        assertThat(numbers("select count(distinct (run_id, step)) from journal where kind = 4"))
                .isEqualTo(3 * runs.size());
    }

    private UUID startUntilAccepted(WorkflowVersion version) throws InterruptedException {
        while (true) {
            try {
                return node.start(version, Json.object(), null);
            } catch (ProblemException refused) {
                Thread.sleep(Duration.ofMillis(20));
            }
        }
    }

    private int completed() {
        try {
            return numbers("select count(*) from run where state = 10");
        } catch (ProblemException cut) {
            return 0;
        }
    }

    private int numbers(String sql) {
        return holder.database()
                .with(handle -> handle.createQuery(sql).mapTo(Integer.class).one());
    }
}
