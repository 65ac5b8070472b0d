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
import dev.quayside.workflow.journal.Run;
import dev.quayside.workflow.store.WorkflowVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/// Whole runs on a real database.
class EngineTest {
    private final TestDatabase holder = TestDatabase.fresh();
    private final Database database = holder.database();
    private final AtomicInteger calls = new AtomicInteger();
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private final CountDownLatch began = new CountDownLatch(1);
    private final StepType flaky = TestNode.type(
            "flaky",
            context -> calls.incrementAndGet() < 3
                    ? new Outcome.Failed("test.flaky", "not yet", true)
                    : new Outcome.Succeeded(Json.object().put("attempt", context.attempt())));
    private final StepType sleeper = TestNode.type("sleeper", this::sleep);
    private final TestNode node = new TestNode(database, EngineSettings.DEFAULT, flaky, sleeper).start();

    private Outcome sleep(StepContext context) throws InterruptedException {
        began.countDown();
        context.log("asleep");
        try {
            Thread.sleep(Duration.ofMinutes(5));
        } catch (InterruptedException e) {
            interrupted.countDown();
            throw e;
        }
        return new Outcome.Succeeded(Json.object());
    }

    @AfterEach
    void close() {
        node.close();
        holder.close();
    }

    @Test
    void runsStepsInOrderAndHandsOutputsOn() throws Exception {
        Run run = node.run("""
                {'steps': [
                  {'id': 'a', 'type': 'echo', 'config': {'value': 'x'}},
                  {'id': 'b', 'type': 'echo', 'config': {'value': '{{ steps.a.value }}y'}, 'depends_on': ['a']},
                  {'id': 'c', 'type': 'input', 'depends_on': ['a', 'b']}]}
                """);

        assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(node.runs.outputs(run).path("c").toString())
                .isEqualTo("{\"a\":{\"value\":\"x\"},\"b\":{\"value\":\"xy\"}}");
        assertThat(node.runs.log(run, 0, 100)).extracting(LogLine::number).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void triesAgainWhatFailed() throws Exception {
        Run run = node.run("""
                {'steps': [{'id': 'a', 'type': 'flaky', 'retry': {'attempts': 3, 'backoff': '10ms', 'jitter': 0}}]}
                """);

        assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(node.runs.outputs(run).path("a").path("attempt").asInt()).isEqualTo(3);
    }

    @Test
    void worksOnItems() throws Exception {
        Run run = node.run("""
                {'steps': [
                  {'id': 'each', 'type': 'echo', 'for_each': {'items': [1, 2, 3], 'parallel': 2},
                   'config': {'value': '{{ item }}-{{ index }}'}},
                  {'id': 'after', 'type': 'input', 'depends_on': ['each']}]}
                """);

        assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(node.runs.outputs(run).path("after").path("each").toString())
                .isEqualTo("[{\"value\":\"1-0\"},{\"value\":\"2-1\"},{\"value\":\"3-2\"}]");
    }

    @Test
    void aCancelReachesACallUnderWay() throws Exception {
        UUID run = node.start("{'steps': [{'id': 'a', 'type': 'sleeper'}, {'id': 'b', 'type': 'noop'}]}");
        began.await();

        assertThat(node.runs.cancel(run, Actor.of("tester"))).isEqualTo(Runs.Asked.DONE);

        assertThat(node.await(run).status()).isEqualTo(RunStatus.CANCELLED);
        interrupted.await();
        assertThat(node.runs.cancel(run, Actor.of("tester"))).isEqualTo(Runs.Asked.ENDED);
        assertThat(node.log(run)).contains("STEP_CANCELLED a").doesNotContain("b:");
    }

    @Test
    void aStepThatTakesTooLongIsStopped() throws Exception {
        Run run = node.run("{'steps': [{'id': 'a', 'type': 'sleeper', 'timeout': '100ms'}]}");

        assertThat(run.status()).isEqualTo(RunStatus.FAILED);
        assertThat(run.problem()).isNotNull();
        assertThat(run.problem().code()).isEqualTo("step.timeout");
    }

    @Test
    void aRunThatTakesTooLongFailsAndItsHandlerRuns() throws Exception {
        Run run = node.run("""
                {'timeout': '200ms', 'steps': [{'id': 'a', 'type': 'sleeper'}],
                 'on_error': [{'id': 'tell', 'type': 'echo', 'config': {'value': '{{ error.code }}'}}]}
                """);

        assertThat(run.status()).isEqualTo(RunStatus.FAILED);
        assertThat(node.runs.outputs(run).path("tell").path("value").asString()).isEqualTo("run.timeout");
    }

    @Test
    void aParkedStepGoesOnWhenItsTokenIsCompleted() throws Exception {
        List<String> tokens = new CopyOnWriteArrayList<>();
        StepType park = TestNode.type("ask", context -> {
            tokens.add(context.token());
            return Outcome.Parked.on(context.token());
        });
        try (TestNode other = new TestNode(database, EngineSettings.DEFAULT, park).start()) {
            UUID run = other.start("{'steps': [{'id': 'a', 'type': 'ask'}]}");
            Await.until("asked", () -> !tokens.isEmpty());

            assertThat(other.runs.complete(
                            tokens.getFirst(),
                            new Outcome.Succeeded(Json.object().put("yes", 1))))
                    .isTrue();

            Run ended = other.await(run);
            assertThat(ended.status()).isEqualTo(RunStatus.COMPLETED);
            assertThat(other.runs.outputs(ended).path("a").path("yes").asInt()).isEqualTo(1);
            assertThat(other.runs.complete(tokens.getFirst(), new Outcome.Succeeded(Json.object())))
                    .isFalse();
        }
    }

    @Test
    void aSubWorkflowGivesItsOutputs() throws Exception {
        node.put("child", "{'steps': [{'id': 'x', 'type': 'echo', 'config': {'value': '{{ inputs.n }}'}}]}");

        Run run = node.run("""
                {'steps': [{'id': 'call', 'type': 'workflow', 'config': {'workflow': 'child', 'inputs': {'n': 7}}},
                           {'id': 'after', 'type': 'echo', 'config': {'value': '{{ steps.call.x.value }}'}}]}
                """);

        assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(node.runs.outputs(run).path("after").path("value").asInt()).isEqualTo(7);
    }

    @Test
    void aPausedRunMakesNoCallsUntilItIsResumed() throws Exception {
        UUID run = node.start("""
                {'steps': [{'id': 'a', 'type': 'delay', 'config': {'seconds': 0.5}}, {'id': 'b', 'type': 'noop'}]}
                """);
        node.runs.pause(run, Actor.of("tester"));
        Await.until("paused", () -> node.runs.why(run).orElseThrow().contains("The run is paused"));

        node.runs.resume(run, Actor.of("tester"));

        assertThat(node.await(run).status()).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    void theSameKeyStartsOneRun() throws Exception {
        WorkflowVersion version = node.put("keyed", "{'steps': [{'id': 'a', 'type': 'noop'}]}");
        ObjectNode inputs = Json.object().put("n", 1);

        UUID first = node.start(version, inputs, "key-1");
        UUID second = node.start(version, inputs, "key-1");

        assertThat(second).isEqualTo(first);
        assertThat(node.runs.start(version, Json.object().put("n", 2), Actor.of("tester"), "key-1"))
                .isEqualTo(new Runs.Start.KeyReused(first));
        assertThat(node.await(first).status()).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    void aRerunTakesOverWhatSucceeded() throws Exception {
        Run failed = node.run("""
                {'steps': [{'id': 'a', 'type': 'echo', 'config': {'value': 1}},
                           {'id': 'b', 'type': 'flaky', 'depends_on': ['a']},
                           {'id': 'c', 'type': 'input', 'depends_on': ['a', 'b']}]}
                """);
        assertThat(failed.status()).isEqualTo(RunStatus.FAILED);
        calls.set(10);

        UUID again = node.runs.rerun(failed.id(), null, Actor.of("tester")).orElseThrow();

        Run ended = node.await(again);
        assertThat(ended.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(node.log(again)).contains("STEP_REUSED a").contains("STEP_COMPLETED b");
    }

    @Test
    void bigOutputsAreKeptBesideTheJournal() throws Exception {
        Run run = node.run("""
                {'steps': [{'id': 'a', 'type': 'echo', 'config': {'value': '%s'}},
                           {'id': 'b', 'type': 'echo', 'config': {'value': '{{ steps.a.value | length }}'}}]}
                """.formatted("z".repeat(300_000)));

        assertThat(node.runs.outputs(run).path("b").path("value").asInt()).isEqualTo(300_000);
        int stored = database.with(handle -> handle.createQuery("select count(*) from payload")
                .mapTo(Integer.class)
                .one());
        assertThat(stored).isEqualTo(1);
    }

    @Test
    void outputsThatAreTooLongOrTooDeepAreRefused() throws Exception {
        // Every step gives the one before it four times over: 4^14 texts of a thousand letters are never written out.
        List<String> steps = new ArrayList<>();
        steps.add("{'id': 's0', 'type': 'echo', 'config': {'value': '" + "x".repeat(1_000) + "'}}");
        for (int i = 1; i < 15; i++) {
            String before = "'{{ steps.s" + (i - 1) + " }}'";
            steps.add("{'id': 's" + i + "', 'type': 'echo', 'config': {'value': [" + before + "," + before + ","
                    + before + "," + before + "]}}");
        }
        Run wide = node.run("{'steps': [" + String.join(",", steps) + "]}");
        Run deep = node.run("{'steps': [{'id': 'a', 'type': 'echo', 'config': {'value': " + "[".repeat(450) + "1"
                + "]".repeat(450) + "}}]}");

        assertThat(wide.problem()).isNotNull();
        assertThat(wide.problem().code()).isEqualTo("step.output-too-large");
        assertThat(deep.problem()).isNotNull();
        assertThat(deep.problem().code()).isEqualTo("step.output-too-deep");
    }

    @Test
    void manyRunsAtOnceAllEnd() throws Exception {
        WorkflowVersion version = node.put("ten", tenSteps());
        List<UUID> started = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            started.add(node.start(version, Json.object(), null));
        }

        for (UUID run : started) {
            assertThat(node.await(run).status()).isEqualTo(RunStatus.COMPLETED);
        }
        int rows = database.with(handle -> handle.createQuery("select count(*) from journal")
                .mapTo(Integer.class)
                .one());
        assertThat(rows).isEqualTo(300 * 12);
    }

    @Test
    void secretsOfTheEnvironmentAreUsedAndNeverShown() throws Exception {
        Run run = node.run("""
                {'steps': [{'id': 'a', 'type': 'echo', 'config': {'value': 'Bearer {{ env.TOKEN }}'}},
                           {'id': 'b', 'type': 'fail', 'config': {'message': 'refused {{ env.TOKEN }}'}}]}
                """);

        assertThat(run.problem()).isNotNull();
        assertThat(run.problem().detail()).isEqualTo("refused ***");
        assertThat(node.log(run.id())).contains("refused ***").doesNotContain("s3cret-value");
        assertThat(node.runs.outputs(run).toString()).contains("Bearer ***").doesNotContain("s3cret-value");
    }

    @Test
    void aVariableOfTheEnvironmentThatIsNotAllowedIsRefused() throws Exception {
        Run run = node.run("{'steps': [{'id': 'a', 'type': 'echo', 'config': {'value': '{{ env.HIDDEN }}'}}]}");

        assertThat(run.problem()).isNotNull();
        assertThat(run.problem().code()).isEqualTo("template.env-denied");
    }

    @Test
    void aRunStaysWithTheVersionItBeganWith() throws Exception {
        WorkflowVersion first = node.put("edited", """
                {'steps': [{'id': 'a', 'type': 'delay', 'config': {'seconds': 0.3}},
                           {'id': 'b', 'type': 'echo', 'config': {'value': 'old'}}]}
                """);
        UUID run = node.start(first, Json.object(), null);

        WorkflowVersion second =
                node.put("edited", "{'steps': [{'id': 'b', 'type': 'echo', 'config': {'value': 'new'}}]}");

        assertThat(second.version()).isEqualTo(2);
        Run ended = node.await(run);
        assertThat(ended.version()).isEqualTo(1);
        assertThat(node.runs.outputs(ended).path("b").path("value").asString()).isEqualTo("old");
    }

    @Test
    void runsThatStartThemselvesAreStoppedAtALimit() throws Exception {
        EngineSettings shallow = EngineSettings.DEFAULT.withMaxDepth(8);
        try (TestNode other = new TestNode(database, shallow).start()) {
            node.close();
            WorkflowVersion self = other.put(
                    "self", "{'steps': [{'id': 'again', 'type': 'workflow', 'config': {'workflow': 'self'}}]}");

            Run run = other.await(other.start(self, Json.object(), null));

            assertThat(run.status()).isEqualTo(RunStatus.FAILED);
            assertThat(run.problem()).isNotNull();
            assertThat(run.problem().detail()).contains("setting workflow.max-depth");
            int depth = database.with(handle -> handle.createQuery("select max(depth) from run")
                    .mapTo(Integer.class)
                    .one());
            assertThat(depth).isEqualTo(shallow.maxDepth());
        }
    }

    @Test
    void aLongWaitLeavesMemoryAndComesBack() throws Exception {
        UUID run = node.start("{'steps': [{'id': 'a', 'type': 'delay', 'config': {'seconds': 4.5}}]}");

        Await.until("at rest", () -> node.runs.find(run).orElseThrow().status() == RunStatus.WAITING);
        Await.until("out of memory", () -> node.engine.activeRuns() == 0);
        assertThat(node.runs.why(run).orElseThrow()).contains("at rest until");

        assertThat(node.await(run).status()).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    void aRunLeftByAServerThatStopsGoesOnOnAnother() throws Exception {
        try (TestNode other = new TestNode(database, EngineSettings.DEFAULT, flaky, sleeper).start()) {
            WorkflowVersion version =
                    node.put("handed", "{'steps': [{'id': 'a', 'type': 'delay', 'config': {'seconds': 1}}]}");
            UUID run = node.start(version, Json.object(), null);

            node.close();

            assertThat(other.await(run).status()).isEqualTo(RunStatus.COMPLETED);
        }
    }

    @Test
    void callsOfALimitedTypeWaitForAFreePlace() throws Exception {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        StepType narrow = TestNode.type("narrow", _ -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            Thread.sleep(Duration.ofMillis(20));
            now.decrementAndGet();
            return new Outcome.Succeeded(Json.object());
        });
        EngineSettings two = EngineSettings.DEFAULT.withStepsAtOnce(Map.of("narrow", 2));
        try (TestNode other = new TestNode(database, two, narrow).start()) {
            node.close();

            Run run = other.run("{'steps': [{'id': 'a', 'type': 'narrow',"
                    + " 'for_each': {'items': [1, 2, 3, 4, 5, 6, 7, 8], 'parallel': 8}}]}");

            assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
            assertThat(most).hasValue(2);
        }
    }

    private static String tenSteps() {
        List<String> steps = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            steps.add("{'id': 's" + i + "', 'type': 'noop'}");
        }
        return "{'steps': [" + String.join(",", steps) + "]}";
    }
}
