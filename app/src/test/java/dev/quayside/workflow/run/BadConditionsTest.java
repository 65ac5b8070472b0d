package dev.quayside.workflow.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import dev.quayside.database.Database;
import dev.quayside.event.Actor;
import dev.quayside.step.Outcome;
import dev.quayside.step.StepType;
import dev.quayside.testing.Await;
import dev.quayside.testing.TestDatabase;
import dev.quayside.workflow.decider.RunStatus;
import dev.quayside.workflow.journal.Run;
import dev.quayside.workflow.store.WorkflowVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Runs that cannot go well end with a name for it, and others do not notice.
class BadConditionsTest {
    private final TestDatabase holder = TestDatabase.fresh();
    private final Database database = holder.database();
    private final CountDownLatch never = new CountDownLatch(1);
    private final StepType vanishing = TestNode.type("vanishing", _ -> new Outcome.Succeeded(Json.object()));
    private final StepType hang = TestNode.type("hang", _ -> {
        never.await();
        return new Outcome.Succeeded(Json.object());
    });
    private final TestNode node = new TestNode(database, settings(), hang).start();

    private static EngineSettings settings() {
        EngineSettings usual = ShortSpans.settings();
        return new EngineSettings(
                usual.lease(),
                usual.runsInMemory(),
                usual.restAfter(),
                1_000,
                5_000,
                usual.maxItems(),
                usual.maxDepth(),
                usual.retention(),
                usual.stopPatience(),
                Map.of(),
                List.of());
    }

    @AfterEach
    void close() {
        node.close();
        holder.close();
    }

    private static String problem(Run run) {
        return run.problem() == null ? "none" : run.problem().code();
    }

    private long count(String sql) {
        return database.with(handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }

    @Test
    void anOutputOverTheLimitFailsItsStepByName() throws Exception {
        Run run = node.run(
                "{'steps': [{'id': 'a', 'type': 'echo', 'config': {'value': '%s'}}]}".formatted("z".repeat(6_000)));

        assertThat(run.status()).isEqualTo(RunStatus.FAILED);
        assertThat(problem(run)).isEqualTo("step.output-too-large");
    }

    @Test
    void aPathThatLeadsNowhereFailsItsStepByName() throws Exception {
        Run run = node.run("""
                {'steps': [{'id': 'a', 'type': 'echo', 'config': {'value': 1}},
                 {'id': 'b', 'type': 'echo', 'config': {'value': '{{ steps.a.nothing.here }}'}, 'depends_on': ['a']}]}
                """);

        assertThat(run.status()).isEqualTo(RunStatus.FAILED);
        assertThat(problem(run)).startsWith("template.");
    }

    @Test
    void aVariableThatIsNotOpenedFailsItsStepByName() throws Exception {
        Run run = node.run("{'steps': [{'id': 'a', 'type': 'echo', 'config': {'value': '{{ env.HIDDEN }}'}}]}");

        assertThat(run.status()).isEqualTo(RunStatus.FAILED);
        assertThat(problem(run)).isEqualTo("template.env-denied");
        assertThat(node.log(run.id())).doesNotContain("nope");
    }

    @Test
    void aRunWhoseStepTypeIsGoneEndsAndItsParentHearsOfIt() throws Exception {
        UUID parent;
        try (TestNode older = new TestNode(database, settings(), vanishing, hang)) {
            older.put("child", "{'steps': [{'id': 'x', 'type': 'vanishing'}]}");
            parent = older.put("parent", """
                    {'steps': [{'id': 'call', 'type': 'workflow', 'config': {'workflow': 'child'}}]}
                    """).workflow();
        }

        UUID run = node.start(new WorkflowVersion(parent, 1), Json.object(), null);

        assertThat(node.await(run).status()).isEqualTo(RunStatus.FAILED);
    }

    @Test
    void aQueuedRunWhoseStepTypeIsGoneEndsByName() throws Exception {
        UUID run;
        try (TestNode older = new TestNode(database, settings(), vanishing, hang)) {
            older.engine.startAsGuest();
            run = older.start(
                    older.put("old", "{'steps': [{'id': 'x', 'type': 'vanishing'}]}"), Json.object(), "queued");
        }

        Run ended = node.await(run);

        assertThat(ended.status()).isEqualTo(RunStatus.FAILED);
        assertThat(problem(ended)).isEqualTo("workflow.unusable");
        assertThat(count("select count(*) from event where type = 'run.failed'"))
                .isEqualTo(1);
    }

    @Test
    void whatAGuestAsksReachesTheOwner() throws Exception {
        try (TestNode guest = new TestNode(database, settings(), hang)) {
            guest.engine.startAsGuest();
            UUID run = guest.start("""
                    {'steps': [{'id': 'a', 'type': 'delay', 'config': {'seconds': 0.3}},
                               {'id': 'b', 'type': 'hang', 'depends_on': ['a']}]}
                    """);

            guest.runs.pause(run, Actor.of("guest"));
            Await.until("paused", () -> guest.runs.find(run).orElseThrow().status() == RunStatus.PAUSED);
            guest.runs.resume(run, Actor.of("guest"));
            Await.until("hanging", () -> count("select count(*) from journal where kind = 3 and step = 'b'") == 1);
            guest.runs.cancel(run, Actor.of("guest"));

            assertThat(guest.await(run).status()).isEqualTo(RunStatus.CANCELLED);
            assertThat(guest.engine.activeRuns()).isZero();
        }
    }

    @Test
    void oldEndedRunsAreRemovedWithAllThatIsTheirsAndNothingElse() throws Exception {
        String big = "{'steps': [{'id': 'a', 'type': 'echo', 'config': {'value': '%s'}}]}".formatted("z".repeat(2_000));
        UUID old = node.run(big).id();
        UUID open = node.start("{'steps': [{'id': 'a', 'type': 'hang'}]}");
        Await.until("under way", () -> count("select count(*) from journal where kind = 3") == 1);
        database.use(
                handle -> handle.execute("insert into signal (run_id, kind, data) values (?, 'token', '{}')", old));
        Instant between = Instant.now().plus(Duration.ofSeconds(1));
        Thread.sleep(Duration.ofMillis(1_100));
        UUID young = node.run(big).id();

        int removed = node.engine.tables().runs().removeEnded(between, new UUID(between.toEpochMilli() << 16, 0), 100);

        assertThat(removed).isEqualTo(1);
        assertThat(node.runs.find(old)).isEmpty();
        for (String table : List.of("journal", "payload", "signal")) {
            assertThat(count("select count(*) from " + table + " where run_id = '" + old + "'"))
                    .isZero();
        }
        assertThat(node.runs.find(open)).isPresent();
        assertThat(count("select count(*) from payload where run_id = '" + young + "'"))
                .isEqualTo(1);
        assertThat(node.runs.cancel(open, Actor.of("tester"))).isEqualTo(Runs.Asked.DONE);
    }
}
