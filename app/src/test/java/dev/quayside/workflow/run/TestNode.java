package dev.quayside.workflow.run;

import dev.quayside.base.Json;
import dev.quayside.base.Pause;
import dev.quayside.database.Database;
import dev.quayside.event.Actor;
import dev.quayside.event.Events;
import dev.quayside.identity.Standing;
import dev.quayside.step.ConfigKey;
import dev.quayside.step.ConfigKey.Kind;
import dev.quayside.step.Outcome;
import dev.quayside.step.Step;
import dev.quayside.step.StepCatalogue;
import dev.quayside.step.StepType;
import dev.quayside.workflow.definition.DefinitionReader;
import dev.quayside.workflow.journal.CrashPoints;
import dev.quayside.workflow.journal.Run;
import dev.quayside.workflow.store.WorkflowVersion;
import dev.quayside.workflow.store.Workflows;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// A node on a test database, with a few step types that need nothing from outside.
final class TestNode implements AutoCloseable {
    final Events events;
    final Workflows workflows;
    final Engine engine;
    final Runs runs;
    private final List<Runs> late = new ArrayList<>();

    TestNode(Database database, EngineSettings settings, StepType... more) {
        this(database, settings, CrashPoints.NONE, more);
    }

    TestNode(Database database, EngineSettings settings, CrashPoints crashPoints, StepType... more) {
        List<StepType> types = new ArrayList<>(List.of(
                type("noop", _ -> new Outcome.Succeeded(Json.object())),
                type(
                        "echo",
                        context -> new Outcome.Succeeded(context.config()),
                        ConfigKey.optional("value", Kind.ANY, "what to give back"),
                        ConfigKey.optional("branch", Kind.TEXT, "which branch to take")),
                type("input", context -> new Outcome.Succeeded(context.input())),
                type("delay", TestNode::delay, ConfigKey.required("seconds", Kind.ANY, "how long")),
                type("park", context -> Outcome.Parked.on(context.token())),
                type(
                        "fail",
                        context -> new Outcome.Failed(
                                "test.failed",
                                context.text("message"),
                                context.value("retryable").asBoolean(true)),
                        ConfigKey.optional("message", Kind.TEXT, "what to say"),
                        ConfigKey.optional("retryable", Kind.FLAG, "whether it may pass"))));
        types.addAll(List.of(more));
        types.add(new WorkflowStep(late::getFirst, this::workflows, settings.maxDepth()).type());
        events = new Events(database);
        workflows = new Workflows(database, events, new DefinitionReader(new StepCatalogue(types)));
        engine = new Engine(
                database,
                settings,
                workflows,
                events,
                new Surroundings(
                        Map.of("TOKEN", "s3cret-value", "HIDDEN", "nope"), List.of("TOKEN", "UNSET"), Standing.GOOD),
                InstantSource.system(),
                Pause.REAL,
                crashPoints);
        runs = new Runs(engine, workflows);
        late.add(runs);
    }

    private Workflows workflows() {
        return workflows;
    }

    static StepType type(String name, Step step, ConfigKey... keys) {
        return new StepType(name, "A step for tests.", List.of(keys), Duration.ofSeconds(30), step);
    }

    private static Outcome delay(dev.quayside.step.StepContext context) {
        Instant end = context.firstCalled()
                .plusMillis(Math.round(context.value("seconds").asDouble() * 1_000));
        return Instant.now().isBefore(end) ? Outcome.Parked.until(end) : new Outcome.Succeeded(Json.object());
    }

    TestNode start() {
        engine.start(false);
        return this;
    }

    WorkflowVersion put(String name, String definition) {
        return switch (workflows.put(name, DefinitionReader.parse(definition.replace('\'', '"')), Actor.of("tester"))) {
            case Workflows.Stored.Done(var stored, var _) -> stored;
            case Workflows.Stored.Invalid(var errors) -> throw new AssertionError(errors.toString());
        };
    }

    UUID start(String definition) {
        return start(put("test-" + UUID.randomUUID(), definition), Json.object(), null);
    }

    UUID start(WorkflowVersion version, ObjectNode inputs, @Nullable String key) {
        return ((Runs.Start.Accepted) runs.start(version, inputs, Actor.of("tester"), key)).run();
    }

    /// Runs a workflow to its end.
    Run run(String definition) throws InterruptedException {
        return await(start(definition));
    }

    Run await(UUID run) throws InterruptedException {
        Run ended = runs.await(run, Duration.ofSeconds(60));
        if (!ended.status().ended()) {
            throw new AssertionError("run has not ended: " + runs.why(run).orElse("") + "\n" + log(run));
        }
        return ended;
    }

    /// A run's log, each line as `number type step: message`.
    String log(UUID run) {
        StringBuilder text = new StringBuilder();
        for (LogLine line : runs.log(runs.find(run).orElseThrow(), 0, 10_000)) {
            text.append(line.number())
                    .append(' ')
                    .append(line.type())
                    .append(' ')
                    .append(line.stepId())
                    .append(": ")
                    .append(line.message())
                    .append('\n');
        }
        return text.toString();
    }

    @Override
    public void close() {
        engine.close();
    }
}
