package dev.quayside.action;

import dev.quayside.step.ConfigKey;
import dev.quayside.step.Outcome;
import dev.quayside.step.Step;
import dev.quayside.step.StepContext;
import dev.quayside.step.StepType;
import java.time.Duration;
import java.util.List;

/// The step `transform`: its output is what its configuration says, templates resolved. Immutable.
final class TransformStep implements Step {
    StepType type() {
        return new StepType(
                "transform",
                "Builds a new JSON value from earlier outputs.",
                List.of(ConfigKey.required(
                        "output", ConfigKey.Kind.ANY, "The value to give on; any JSON with templates.")),
                Duration.ofMinutes(1),
                this);
    }

    @Override
    public Outcome run(StepContext context) {
        return new Outcome.Succeeded(context.value("output"));
    }
}
