package dev.quayside.workflow.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import dev.quayside.database.Database;
import dev.quayside.step.Outcome;
import dev.quayside.step.StepContext;
import dev.quayside.testing.Await;
import dev.quayside.testing.TestDatabase;
import dev.quayside.workflow.decider.RunStatus;
import dev.quayside.workflow.journal.Run;
import dev.quayside.workflow.store.WorkflowVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A run that kills its servers. To a run it is the same whether its node died or lost its right, which is what happens
/// here; FaultTest has the same with processes that die.
class PoisonTest {
    private final TestDatabase holder = TestDatabase.fresh();
    private final Database database = holder.database();
    private final AtomicInteger kills = new AtomicInteger();
    private final BlockingQueue<String> tokens = new LinkedBlockingQueue<>();
    private final TestNode node = new TestNode(
                    database,
                    EngineSettings.DEFAULT.withLease(Duration.ofSeconds(1)),
                    TestNode.type("kill", this::kill),
                    TestNode.type("ask", context -> {
                        tokens.add(context.token());
                        return Outcome.Parked.on(context.token());
                    }),
                    TestNode.type("slow", _ -> {
                        Thread.sleep(Duration.ofMillis(300));
                        return new Outcome.Succeeded(Json.object());
                    }))
            .start();

    private Outcome kill(StepContext context) throws InterruptedException {
        kills.incrementAndGet();
        killNode();
        new CountDownLatch(1).await();
        return new Outcome.Succeeded(Json.object());
    }

    private void killNode() {
        database.use(handle -> handle.execute("delete from node"));
    }

    @AfterEach
    void close() {
        node.close();
        holder.close();
    }

    @Test
    void aRunThatKillsItsServersIsGivenUpAndInnocentOnesComplete() throws Exception {
        List<UUID> innocent = new ArrayList<>();
        WorkflowVersion slow = node.put("slow", """
                {'steps': [{'id': 'a', 'type': 'slow'}, {'id': 'b', 'type': 'slow', 'depends_on': ['a']}]}
                """);
        for (int i = 0; i < 5; i++) {
            innocent.add(node.start(slow, Json.object(), null));
        }
        UUID poison = node.start("""
                {'steps': [{'id': 'a', 'type': 'kill'}],
                 'on_error': [{'id': 'tell', 'type': 'echo', 'config': {'value': '{{ error.code }}'}}]}
                """);
        for (int i = 0; i < 5; i++) {
            innocent.add(node.start(slow, Json.object(), "later-" + i));
        }

        Run ended = node.await(poison);

        assertThat(ended.status()).isEqualTo(RunStatus.FAILED);
        assertThat(ended.problem()).isNotNull();
        assertThat(ended.problem().code()).isEqualTo("run.poison");
        assertThat(kills).hasValue(RunLoader.POISON_AFTER);
        assertThat(node.runs.outputs(ended).path("tell").path("value").asString())
                .isEqualTo("run.poison");
        for (UUID run : innocent) {
            assertThat(node.await(run).status()).isEqualTo(RunStatus.COMPLETED);
        }
    }

    /// Runs that stand in line when their node loses its right leave the line: they are in another one by then.
    @Test
    void aNodeThatDiesAgainAndAgainBlocksNobody() throws Exception {
        WorkflowVersion slow = node.put("slow", """
                {'steps': [{'id': 'a', 'type': 'slow'}, {'id': 'b', 'type': 'slow', 'depends_on': ['a']}]}
                """);
        List<UUID> runs = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            runs.add(node.start(slow, Json.object(), null));
        }
        for (int death = 1; death <= 3; death++) {
            long right = node.engine.node();
            killNode();
            Await.until("a new right", () -> node.engine.node() != right);
            Await.until("taken up", () -> node.engine.activeRuns() > 0);
        }

        for (UUID run : runs) {
            assertThat(node.await(run).status().ended()).isTrue();
        }
    }

    @Test
    void aRunThatOnlyWaitsIsNotToBlame() throws Exception {
        UUID run = node.start("{'steps': [{'id': 'a', 'type': 'ask'}]}");
        String token = tokens.take();
        for (int death = 1; death <= RunLoader.POISON_AFTER; death++) {
            int deaths = death;
            Await.until("taken up", () -> node.engine.active(run) != null && recoveries(run) == deaths - 1);
            killNode();
            Await.until("recovered", () -> recoveries(run) == deaths);
        }

        node.runs.complete(token, new Outcome.Succeeded(Json.object()));

        assertThat(node.await(run).status()).isEqualTo(RunStatus.COMPLETED);
    }

    private int recoveries(UUID run) {
        return database.with(
                handle -> handle.createQuery("select count(*) from journal where run_id = :run and kind = 2")
                        .bind("run", run)
                        .mapTo(Integer.class)
                        .one());
    }
}
