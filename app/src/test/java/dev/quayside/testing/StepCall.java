package dev.quayside.testing;

import dev.quayside.base.Json;
import dev.quayside.identity.Permission;
import dev.quayside.step.Outcome;
import dev.quayside.step.StepContext;
import dev.quayside.step.StepType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A call of a step as the engine makes it, with what the step said on the way. Safe for several threads.
public final class StepCall implements StepContext {
    /// On whose behalf every call works.
    public static final String USER = "tester";

    private final ObjectNode config;
    private final ObjectNode input;
    private final Instant firstCalled;
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    private final List<String> progress = Collections.synchronizedList(new ArrayList<>());

    public StepCall(ObjectNode config, ObjectNode input, Instant firstCalled) {
        this.config = config;
        this.input = input;
        this.firstCalled = firstCalled;
    }

    /// A call with a configuration and no input.
    public static StepCall of(String config) {
        return new StepCall((ObjectNode) Json.parse(config), Json.object(), Instant.EPOCH);
    }

    /// Errors that the check of `type` reports on `config`, each as `pointer: message`, in order.
    public static List<String> errors(StepType type, String config) {
        List<String> errors = new ArrayList<>();
        type.check().check(Json.parse(config), (pointer, message) -> errors.add(pointer + ": " + message));
        return errors;
    }

    /// The output of a success; anything else is an `AssertionError`.
    public static JsonNode output(Outcome outcome) {
        if (outcome instanceof Outcome.Succeeded(JsonNode output)) {
            return output;
        }
        throw new AssertionError("expected a success: " + outcome);
    }

    /// The failure; anything else is an `AssertionError`.
    public static Outcome.Failed failure(Outcome outcome) {
        if (outcome instanceof Outcome.Failed failed) {
            return failed;
        }
        throw new AssertionError("expected a failure: " + outcome);
    }

    /// Log lines so far, each as `LEVEL text`.
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /// What the step said of how far it is, each as `1 of 3 pages`.
    public List<String> progress() {
        return List.copyOf(progress);
    }

    @Override
    public String runId() {
        return "0199c0de-0000-7000-8000-000000000001";
    }

    @Override
    public String user(Permission permission) {
        return USER;
    }

    @Override
    public String stepId() {
        return "step-under-test";
    }

    @Override
    public ObjectNode config() {
        return config;
    }

    @Override
    public ObjectNode input() {
        return input;
    }

    @Override
    public int attempt() {
        return 1;
    }

    @Override
    public int item() {
        return -1;
    }

    @Override
    public Instant firstCalled() {
        return firstCalled;
    }

    @Override
    public String idempotencyKey() {
        return "run-1:step-under-test";
    }

    @Override
    public String token() {
        return "token";
    }

    @Override
    public void log(Level level, String message) {
        lines.add(level + " " + message);
    }

    @Override
    public void progress(long done, long total, String unit) {
        progress.add(done + " of " + total + " " + unit);
    }
}
