package dev.quayside.workflow.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import dev.quayside.event.Actor;
import dev.quayside.testing.Required;
import dev.quayside.testing.TestDatabase;
import dev.quayside.workflow.decider.RunStatus;
import dev.quayside.workflow.definition.DefinitionReader;
import dev.quayside.workflow.journal.Run;
import dev.quayside.workflow.store.Workflows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Recorded scientific workflows (WfCommons), and graphs at the edge of what is accepted, run for real: every step
/// once, never before its predecessors, and about as long as the longest path.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealWorkflowsTest {
    private TestDatabase database;
    private TestNode node;

    @BeforeAll
    void start() {
        database = TestDatabase.fresh();
        node = new TestNode(database.database(), EngineSettings.DEFAULT).start();
    }

    @AfterAll
    void stop() {
        node.close();
        database.close();
    }

    @TestFactory
    Stream<DynamicTest> recordedWorkflowsRunEveryStepOnceInOrder() throws IOException {
        Path folder = Required.data("workflows").resolve("wfcommons");
        JsonNode facts = Json.parse(Files.readAllBytes(folder.resolve("facts.json")));
        return facts.valueStream()
                .filter(fact ->
                        Files.exists(folder.resolveSibling(fact.path("file").asString())))
                .map(fact -> DynamicTest.dynamicTest(
                        fact.path("file").asString(),
                        () -> run(folder.resolveSibling(fact.path("file").asString()), fact)));
    }

    private void run(Path file, JsonNode fact) throws Exception {
        ObjectNode definition = (ObjectNode) Json.parse(Files.readAllBytes(file));
        definition.path("steps").forEach(step -> ((ObjectNode) step.path("config")).remove("recorded_runtime_seconds"));

        Run run = node.await(node.start(definition.toString().replace('\'', '_')));

        assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
        assertEveryStepOnceInOrder(run, definition, fact.path("steps").asInt());
        double criticalSeconds = fact.path("critical_path_seconds").asDouble() / 1_000;
        assertThat(run.endedAt()).isNotNull();
        Duration took = Duration.between(run.createdAt(), run.endedAt());
        // Nothing runs faster than its longest path. That it is not much slower is measured by the benchmarks: here a
        // busy
        // machine only has to stay far from running one step after the other.
        assertThat(took.toMillis()).isGreaterThanOrEqualTo((long) (criticalSeconds * 950));
        double allSeconds = fact.path("total_runtime_seconds").asDouble() / 1_000;
        if (allSeconds > 5 * criticalSeconds) {
            assertThat(took.toMillis()).isLessThan((long) (allSeconds * 1_000));
        }
    }

    private void assertEveryStepOnceInOrder(Run run, JsonNode definition, int steps) {
        Map<String, Integer> completed = new HashMap<>();
        Map<String, Integer> begun = new HashMap<>();
        for (LogLine line : node.runs.log(run, 0, 1_000_000)) {
            String step = line.stepId();
            if (step == null) {
                continue;
            }
            begun.putIfAbsent(step, line.number());
            if (line.type() == LogLine.Type.STEP_COMPLETED) {
                assertThat(completed.put(step, line.number()))
                        .as("completions of %s", step)
                        .isNull();
            }
        }
        assertThat(completed).hasSize(steps);
        for (JsonNode step : definition.path("steps")) {
            String id = step.path("id").asString();
            for (JsonNode parent : step.path("depends_on")) {
                assertThat(completed.get(parent.asString()))
                        .as("%s before %s", parent.asString(), id)
                        .isLessThan(begun.get(id));
            }
        }
    }

    @Test
    void aChainOfFiveThousandStepsRunsToItsEnd() throws Exception {
        Path folder = Required.data("workflows").resolve("seed-edge");
        String text = Files.readString(folder.resolve("stress_chain_5000.json"));

        Run run = node.await(node.start(text));

        assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
        assertEveryStepOnceInOrder(run, Json.parse(text), 5_000);
    }

    @Test
    void aFanOutOfThreeThousandStepsRunsToItsEnd() throws Exception {
        List<String> steps = new ArrayList<>();
        steps.add(step("root", List.of()));
        IntStream.range(0, 3_000).forEach(i -> steps.add(step("s" + i, List.of("root"))));
        steps.add(step("join", IntStream.range(0, 3_000).mapToObj(i -> "s" + i).toList()));

        runAll(steps);
    }

    @Test
    void fortyLayersOfFortyStepsAllConnectedRunToTheirEnd() throws Exception {
        List<String> steps = new ArrayList<>();
        for (int layer = 0; layer < 40; layer++) {
            int above = layer - 1;
            List<String> parents = layer == 0
                    ? List.of()
                    : IntStream.range(0, 40)
                            .mapToObj(i -> "l" + above + "_" + i)
                            .toList();
            for (int i = 0; i < 40; i++) {
                steps.add(step("l" + layer + "_" + i, parents));
            }
        }

        runAll(steps);
    }

    @Test
    void graphsThatCannotBeRunAreRefusedWithTheirPointer() throws IOException {
        Path folder = Required.data("workflows").resolve("seed-edge");
        JsonNode expected = Json.parse(Files.readAllBytes(folder.resolve("expected.json")));
        for (JsonNode fact : expected) {
            Path file = folder.resolve(fact.path("file").asString());
            if (Files.exists(file)) {
                Workflows.Stored stored =
                        node.workflows.put("edge", DefinitionReader.parse(Files.readString(file)), Actor.of("tester"));

                boolean valid = !fact.path("expected").asString().startsWith("invalid");
                assertThat(stored instanceof Workflows.Stored.Done)
                        .as(file.toString())
                        .isEqualTo(valid);
                if (stored instanceof Workflows.Stored.Invalid(var errors)) {
                    assertThat(errors.getFirst().pointer()).as(file.toString()).startsWith("/steps/");
                }
            }
        }
    }

    private void runAll(List<String> steps) throws Exception {
        String definition = "{\"steps\": [" + String.join(",", steps) + "]}";

        Run run = node.await(node.start(definition));

        assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(run.createdAt()).isBefore(Instant.now());
        assertEveryStepOnceInOrder(run, Json.parse(definition), steps.size());
    }

    private static String step(String id, List<String> parents) {
        return Json.write(Json.object()
                .put("id", id)
                .put("type", "noop")
                .set("depends_on", Json.mapper().valueToTree(parents)));
    }
}
