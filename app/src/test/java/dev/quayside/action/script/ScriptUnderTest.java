package dev.quayside.action.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import dev.quayside.step.Outcome;
import dev.quayside.testing.StepCall;
import java.time.Duration;
import java.time.Instant;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Scripts of one language, one after the other on a pool of one worker.
final class ScriptUnderTest implements AutoCloseable {
    private final ScriptStep step =
            new ScriptStep(new ScriptSettings("python3", 1, false, Duration.ofMinutes(2), 512 << 20, 1 << 20));
    private final String language;

    /// @param language as workflows write it
    ScriptUnderTest(String language) {
        this.language = language;
    }

    ScriptStep step() {
        return step;
    }

    StepCall call(String code, String input) {
        ObjectNode config = Json.object().put("language", language).put("code", code);
        return new StepCall(config, (ObjectNode) Json.parse(input), Instant.EPOCH);
    }

    /// A call that may take so much and no more.
    StepCall bounded(String code, String memory, String timeout) {
        StepCall call = call(code, "{}");
        call.config().put("memory", memory).put("timeout", timeout);
        return call;
    }

    Outcome run(StepCall call) throws InterruptedException {
        return step.run(call);
    }

    JsonNode output(String code) throws InterruptedException {
        return StepCall.output(run(call(code, "{}")));
    }

    Outcome.Failed failure(String code) throws InterruptedException {
        return StepCall.failure(run(call(code, "{}")));
    }

    /// Whatever the one before did.
    void theNextOneIsUnaffected() throws InterruptedException {
        assertThat(output("output = [1, 2]")).hasToString("[1,2]");
    }

    @Override
    public void close() {
        step.close();
    }
}
