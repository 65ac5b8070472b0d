package dev.quayside.workflow.decider;

import dev.quayside.base.Json;
import dev.quayside.base.Problem;
import dev.quayside.step.Outcome;
import dev.quayside.step.StepCatalogue;
import dev.quayside.step.StepType;
import dev.quayside.workflow.definition.Checked;
import dev.quayside.workflow.definition.DefinitionReader;
import dev.quayside.workflow.definition.Plan;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A workflow, what every call of it will answer, and in which order things will happen. Immutable.
///
/// @param steps the main steps; a step's predecessors come before it
/// @param handlers the steps of `on_error`
/// @param parallel `limits.parallel`
/// @param listOrder whether the definition is silent about order
/// @param mischief which disturbances may happen; see the constants
/// @param picks chooses what happens next, until it is used up
/// @param seed chooses after that
public record Scenario(
        List<StepScript> steps,
        List<StepScript> handlers,
        int parallel,
        boolean listOrder,
        int mischief,
        List<Integer> picks,
        long seed) {
    static final int CRASHES = 1;
    static final int PAUSES = 2;
    static final int STALE_EVENTS = 4;
    static final int STOPS = 8;
    static final int RERUN = 16;

    private static final StepCatalogue CATALOGUE = new StepCatalogue(
            List.of(new StepType("work", "Answers what the scenario says.", List.of(), Duration.ofMinutes(1), _ -> {
                throw new IllegalStateException("scenarios call nothing");
            })));

    /// How a step says that it follows another.
    enum Via {
        CONNECTION,
        DEPENDS_ON,
        BOTH
    }

    /// What a call comes to in the end.
    enum Ending {
        SUCCESS,
        BRANCH_A,
        BRANCH_B,
        NOTHING_TO_DO,
        RETRYABLE,
        FAILURE;

        boolean fails() {
            return this == RETRYABLE || this == FAILURE;
        }
    }

    /// What a call waits for before that.
    enum Park {
        UNTIL,
        TOKEN,
        EITHER
    }

    /// A predecessor, `back` places before the step before; none if there is no such place.
    record Edge(int back, Via via, List<String> conditions) {}

    /// What one attempt of one call answers.
    record Reply(Ending ending, List<Park> parks) {}

    record Items(int count, int parallel) {}

    /// One step and its answers.
    record StepScript(
            List<Edge> edges,
            int attempts,
            boolean continueOnError,
            boolean critical,
            @Nullable Items items,
            List<Reply> replies) {
        Reply reply(int item, int attempt) {
            return replies.get(((item + 1) * 7 + attempt - 1) % replies.size());
        }
    }

    boolean allows(int disturbance) {
        return (mischief & disturbance) != 0;
    }

    /// The script of the step at a place in the plan.
    StepScript script(int step) {
        return step < steps.size() ? steps.get(step) : handlers.get(step - steps.size());
    }

    int size() {
        return steps.size() + handlers.size();
    }

    boolean handler(int step) {
        return step >= steps.size();
    }

    String id(int step) {
        return handler(step) ? "h" + (step - steps.size()) : "s" + step;
    }

    /// The place of an edge's predecessor; -1 if there is none.
    int from(int step, Edge edge) {
        int first = handler(step) ? steps.size() : 0;
        int from = step - 1 - edge.back();
        return from < first ? -1 : from;
    }

    /// How a call ends when it does not park (any more).
    Outcome outcome(Call call) {
        StepScript script = script(call.step());
        Ending ending = script.reply(call.item(), call.attempt()).ending();
        return switch (ending) {
            case SUCCESS, BRANCH_A, BRANCH_B -> new Outcome.Succeeded(output(call));
            case NOTHING_TO_DO -> new Outcome.Skipped("nothing here");
            case RETRYABLE -> new Outcome.Failed(problem(call), true);
            case FAILURE -> new Outcome.Failed(problem(call), false);
        };
    }

    /// What a call that succeeds leaves behind.
    JsonNode output(Call call) {
        Ending ending = script(call.step()).reply(call.item(), call.attempt()).ending();
        ObjectNode output = Json.object();
        if (ending == Ending.NOTHING_TO_DO) {
            return output;
        }
        if (ending != Ending.SUCCESS) {
            output.put("branch", ending == Ending.BRANCH_A ? "a" : "b");
        }
        return output.put("by", id(call.step()) + "/" + call.item() + "/" + call.attempt());
    }

    Problem problem(Call call) {
        return new Problem("test.failed", id(call.step()) + "/" + call.item() + "/" + call.attempt() + " failed");
    }

    /// The workflow, read by the real reader.
    Plan plan() {
        return plan(definition());
    }

    /// Reads a definition whose steps are all of the type `work`.
    public static Plan plan(JsonNode definition) {
        return switch (new DefinitionReader(CATALOGUE).check(definition)) {
            case Checked.Valid(Plan plan) -> plan;
            case Checked.Invalid(var errors) -> throw new AssertionError(errors + " in " + definition);
        };
    }

    /// The workflow as a user would write it.
    ObjectNode definition() {
        ObjectNode definition = Json.object().put("version", "1.0");
        ArrayNode connections = Json.mapper().createArrayNode();
        ArrayNode main = definition.putArray("steps");
        for (int i = 0; i < steps.size(); i++) {
            main.add(step(i, connections));
        }
        ArrayNode onError = definition.putArray("on_error");
        for (int i = steps.size(); i < size(); i++) {
            onError.add(step(i, connections));
        }
        definition.set("connections", connections);
        definition.putObject("limits").put("parallel", parallel);
        return definition;
    }

    private ObjectNode step(int index, ArrayNode connections) {
        StepScript script = script(index);
        ObjectNode step = Json.object().put("id", id(index)).put("type", "work");
        if (!listOrder) {
            ArrayNode dependsOn = step.putArray("depends_on");
            for (Edge edge : script.edges()) {
                connect(index, edge, dependsOn, connections);
            }
        }
        step.putObject("retry").put("attempts", script.attempts());
        step.put("continue_on_error", script.continueOnError()).put("critical", script.critical());
        Items items = script.items();
        if (items != null) {
            ObjectNode forEach = step.putObject("for_each").put("parallel", items.parallel());
            ArrayNode list = forEach.putArray("items");
            for (int i = 0; i < items.count(); i++) {
                list.add(i);
            }
        }
        return step;
    }

    private void connect(int index, Edge edge, ArrayNode dependsOn, ArrayNode connections) {
        int from = from(index, edge);
        if (from < 0) {
            return;
        }
        if (edge.via() != Via.CONNECTION) {
            dependsOn.add(id(from));
        }
        if (edge.via() != Via.DEPENDS_ON) {
            if (edge.conditions().isEmpty()) {
                connections.addObject().put("from", id(from)).put("to", id(index));
            }
            for (String condition : edge.conditions()) {
                connections
                        .addObject()
                        .put("from", id(from))
                        .put("to", id(index))
                        .put("condition", condition);
            }
        }
    }
}
