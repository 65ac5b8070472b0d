package dev.quayside.benchmarks;

import dev.quayside.base.Json;
import dev.quayside.event.Actor;
import dev.quayside.workflow.store.WorkflowVersion;
import dev.quayside.workflow.store.Workflows;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The workflows that the engine is measured with: steps that do nothing, so that what is left is the engine's work.
final class LoadWorkflow {
    private LoadWorkflow() {}

    /// `steps` steps, each waiting for the one before.
    static ObjectNode chain(int steps) {
        ObjectNode definition = Json.object();
        ArrayNode all = definition.putArray("steps");
        for (int i = 0; i < steps; i++) {
            waitFor(noOp(all.addObject(), "s" + i), i == 0 ? List.of() : List.of("s" + (i - 1)));
        }
        return definition;
    }

    /// A root, `width` steps that wait for it, and one that waits for them all.
    static ObjectNode fan(int width) {
        ObjectNode definition = Json.object();
        ArrayNode all = definition.putArray("steps");
        List<String> middle = IntStream.range(0, width).mapToObj(i -> "s" + i).toList();
        noOp(all.addObject(), "root");
        middle.forEach(id -> waitFor(noOp(all.addObject(), id), List.of("root")));
        waitFor(noOp(all.addObject(), "join"), middle);
        return definition;
    }

    /// One step in Python.
    static ObjectNode python() {
        ObjectNode definition = Json.object();
        ObjectNode step = definition.putArray("steps").addObject();
        step.put("id", "count").put("type", "script");
        step.putObject("config").put("language", "python").put("code", "output = 1 + 1");
        return definition;
    }

    /// Stores `definition`.
    static WorkflowVersion store(Workflows workflows, String name, ObjectNode definition) {
        return switch (workflows.put(name, definition, Actor.of("benchmark"))) {
            case Workflows.Stored.Done(var stored, var _) -> stored;
            case Workflows.Stored.Invalid(var errors) -> throw new IllegalStateException(name + ": " + errors);
        };
    }

    private static ObjectNode noOp(ObjectNode step, String id) {
        step.put("id", id).put("type", "transform");
        step.putObject("config").putObject("output");
        return step;
    }

    private static void waitFor(ObjectNode step, List<String> ids) {
        ArrayNode before = step.putArray("depends_on");
        ids.forEach(before::add);
    }
}
