package dev.quayside.workflow.run;

import dev.quayside.base.Json;
import dev.quayside.base.Problem;
import dev.quayside.workflow.decider.RunState;
import dev.quayside.workflow.decider.StepStatus;
import dev.quayside.workflow.definition.Plan;
import dev.quayside.workflow.definition.Plan.PlannedStep;
import dev.quayside.workflow.journal.RunFacts;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What the steps of a run may read of it. A call reads only what was decided before it was made, so it needs no lock.
///
/// @param state read, never changed
record RunData(PayloadTable payloads, RunFacts facts, RunState state) {
    /// The output of a step that ended before the asking call began; a missing node if it left none.
    JsonNode output(int step) {
        return payloads.load(facts.id(), state.output(step));
    }

    /// What each predecessor of a step left, under its id; the run's inputs if it has none.
    ObjectNode input(PlannedStep step) {
        if (step.incoming().isEmpty()) {
            return facts.inputs() instanceof ObjectNode object ? object : Json.object();
        }
        ObjectNode input = Json.object();
        for (Plan.Link link : step.incoming()) {
            String id = state.plan().step(link.from()).id();
            JsonNode output = output(link.from());
            if (!output.isMissingNode()) {
                input.set(id, output);
            } else if (state.status(link.from()) == StepStatus.FAILED) {
                input.set(id, Json.object());
            }
        }
        return input;
    }

    /// The outputs of all steps that succeeded, under their ids.
    ObjectNode outputs() {
        ObjectNode outputs = Json.object();
        for (PlannedStep step : state.plan().steps()) {
            JsonNode output = output(step.index());
            if (state.status(step.index()) == StepStatus.SUCCEEDED && !output.isMissingNode()) {
                outputs.set(step.id(), output);
            }
        }
        return outputs;
    }

    /// What the steps of `on_error` are told.
    @Nullable
    Problem problem() {
        return state.problem();
    }

    /// The step that failed first; null if none did.
    @Nullable
    PlannedStep failedStep() {
        return state.failedStep();
    }
}
