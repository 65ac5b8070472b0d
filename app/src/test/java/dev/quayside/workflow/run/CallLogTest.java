package dev.quayside.workflow.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import dev.quayside.step.Outcome;
import dev.quayside.step.StepType;
import dev.quayside.testing.TestDatabase;
import dev.quayside.workflow.journal.Run;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import tools.jackson.databind.JsonNode;

/// What the server's own log tells of the calls of steps.
class CallLogTest {
    @Test
    void whatAStepLogsCarriesTheIdsOfItsRunAndItself() throws Exception {
        StepType telling = TestNode.type(
                "ids",
                _ -> new Outcome.Succeeded(
                        Json.object().put("run", MDC.get("run")).put("step", MDC.get("step"))));
        try (TestDatabase holder = TestDatabase.fresh();
                TestNode node = new TestNode(holder.database(), ShortSpans.settings(), telling).start()) {
            Run run = node.run("{'steps': [{'id': 'a', 'type': 'ids'}]}");

            JsonNode told = node.runs.outputs(run).path("a");
            assertThat(told.path("run").asString()).isEqualTo(run.id().toString());
            assertThat(told.path("step").asString()).isEqualTo("a");
        }
    }
}
