package dev.quayside.action;

import dev.quayside.base.Json;
import dev.quayside.base.ProblemException;
import dev.quayside.step.ConfigKey;
import dev.quayside.step.Outcome;
import dev.quayside.step.Step;
import dev.quayside.step.StepContext;
import dev.quayside.step.StepType;
import java.time.Duration;
import java.util.List;

/// The step `condition`: its branch is `true` or `false`. Immutable.
final class ConditionStep implements Step {
    StepType type() {
        return new StepType(
                "condition",
                "Takes the branch 'true' or 'false'.",
                List.of(ConfigKey.optional(
                        "condition",
                        ConfigKey.Kind.ANY,
                        "true, false, {left, op, right}, {all: []}, {any: []} or {not: {}}; op is one of "
                                + String.join(", ", Condition.OPERATORS) + "; default true.")),
                Duration.ofMinutes(1),
                (config, report) -> ConditionCheck.check(config.path("condition"), "/condition", report),
                this);
    }

    @Override
    public Outcome run(StepContext context) {
        try {
            boolean holds = Condition.holds(context.value("condition"));
            return new Outcome.Succeeded(
                    Json.object().put("condition_result", holds).put("branch", Boolean.toString(holds)));
        } catch (ProblemException e) {
            return new Outcome.Failed(e.problem(), false);
        }
    }
}
