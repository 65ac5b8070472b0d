package dev.quayside.workflow.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import dev.quayside.database.Database;
import dev.quayside.event.Actor;
import dev.quayside.step.Outcome;
import dev.quayside.step.StepContext;
import dev.quayside.step.StepType;
import dev.quayside.testing.Await;
import dev.quayside.testing.TestDatabase;
import dev.quayside.workflow.decider.RunStatus;
import dev.quayside.workflow.store.WorkflowVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// `limits.runs`: how many runs of a workflow are active at once.
class LimitTest {
    private static final int LIMIT = 3;

    private final TestDatabase holder = TestDatabase.fresh();
    private final Database database = holder.database();
    private final Set<String> busy = ConcurrentHashMap.newKeySet();
    private final AtomicInteger most = new AtomicInteger();
    private final CountDownLatch go = new CountDownLatch(1);
    private final StepType work = TestNode.type("work", this::work);
    private final StepType hold = TestNode.type("hold", this::hold);

    private Outcome work(StepContext context) throws InterruptedException {
        busy.add(context.runId());
        try {
            most.accumulateAndGet(activeAndBusy(), Math::max);
            Thread.sleep(Duration.ofMillis(20));
        } finally {
            busy.remove(context.runId());
        }
        return new Outcome.Succeeded(Json.object());
    }

    /// Runs with a call under way that have not ended: a call of a node that has lost its right may go on for a moment
    /// after its run was cancelled elsewhere.
    private int activeAndBusy() {
        UUID[] calling = busy.stream().map(UUID::fromString).toArray(UUID[]::new);
        return database.with(
                handle -> handle.createQuery("select count(*) from run where state in (1, 2, 3) and id = any(:calling)")
                        .bind("calling", calling)
                        .mapTo(Integer.class)
                        .one());
    }

    private Outcome hold(StepContext context) throws InterruptedException {
        busy.add(context.runId());
        try {
            go.await();
        } finally {
            busy.remove(context.runId());
        }
        return new Outcome.Succeeded(Json.object());
    }

    private TestNode node() {
        return new TestNode(database, ShortSpans.settings(), work, hold).start();
    }

    private UUID active(TestNode node) throws Exception {
        UUID run = inLine(node);
        Await.until("active", () -> busy.contains(run.toString()));
        return run;
    }

    private UUID inLine(TestNode node) {
        return node.start(
                node.put("one", "{'limits': {'runs': 1}, 'steps': [{'id': 'a', 'type': 'hold'}]}"),
                Json.object(),
                null);
    }

    @AfterEach
    void close() {
        go.countDown();
        holder.close();
    }

    @Test
    void neitherPauseNorResumeLetsARunJumpTheLine() throws Exception {
        try (TestNode node = node()) {
            UUID first = active(node);
            UUID second = inLine(node);

            node.runs.resume(second, Actor.of("tester"));
            node.runs.pause(second, Actor.of("tester"));
            node.runs.resume(second, Actor.of("tester"));
            Thread.sleep(Duration.ofMillis(500));

            assertThat(busy).containsExactly(first.toString());
            assertThat(node.runs.find(second).orElseThrow().status()).isEqualTo(RunStatus.QUEUED);
            go.countDown();
            assertThat(node.await(second).status()).isEqualTo(RunStatus.COMPLETED);
        }
    }

    @Test
    void aCancelledRunNeedNotWaitItsTurn() throws Exception {
        try (TestNode node = node()) {
            UUID _ = active(node);
            UUID second = inLine(node);

            node.runs.cancel(second, Actor.of("tester"));

            assertThat(node.await(second).status()).isEqualTo(RunStatus.CANCELLED);
            assertThat(node.log(second)).doesNotContain("STEP_");
        }
    }

    @Test
    void aRunThatWasResumedAndThenCancelledInLineMakesNoCall() throws Exception {
        try (TestNode node = node()) {
            UUID _ = active(node);
            UUID second = inLine(node);

            node.runs.resume(second, Actor.of("tester"));
            node.runs.cancel(second, Actor.of("tester"));

            assertThat(node.await(second).status()).isEqualTo(RunStatus.CANCELLED);
            assertThat(node.log(second)).doesNotContain("STEP_");
        }
    }

    @Test
    void theLimitHoldsWhateverHappensAndNothingIsLeftBehind() throws Exception {
        Random random = new Random(11);
        List<UUID> runs = new ArrayList<>();
        try (TestNode one = node();
                TestNode two = node()) {
            List<TestNode> nodes = List.of(one, two);
            WorkflowVersion version = one.put("limited", """
                    {'limits': {'runs': %d}, 'steps': [{'id': 'a', 'type': 'work'},
                     {'id': 'b', 'type': 'delay', 'config': {'seconds': 0.05}, 'depends_on': ['a']},
                     {'id': 'c', 'type': 'work', 'depends_on': ['b']}]}
                    """.formatted(LIMIT));
            for (int i = 0; i < 150; i++) {
                TestNode node = nodes.get(random.nextInt(2));
                switch (random.nextInt(8)) {
                    case 0 -> cancelOne(node, runs, random);
                    case 1 -> node.runs.resume(runs.isEmpty() ? UUID.randomUUID() : runs.getLast(), Actor.of("tester"));
                    case 2 -> killSometimes(node, random);
                    default -> runs.add(node.start(version, Json.object(), null));
                }
                Thread.sleep(Duration.ofMillis(random.nextInt(20)));
            }
            for (UUID run : runs) {
                assertThat(one.await(run).status()).isIn(RunStatus.COMPLETED, RunStatus.CANCELLED);
            }
        }
        assertThat(most.get()).isBetween(1, LIMIT);
    }

    private static void cancelOne(TestNode node, List<UUID> runs, Random random) {
        if (!runs.isEmpty()) {
            node.runs.cancel(runs.get(random.nextInt(runs.size())), Actor.of("tester"));
        }
    }

    /// To the others it is as if the node had died.
    private void killSometimes(TestNode node, Random random) {
        if (random.nextInt(4) == 0) {
            database.use(handle -> handle.execute("delete from node where id = ?", node.engine.node()));
        }
    }
}
