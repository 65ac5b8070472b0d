package dev.quayside.examples;

import dev.quayside.base.Json;
import dev.quayside.step.ConfigKey;
import dev.quayside.step.Outcome;
import dev.quayside.step.StepCatalogue;
import dev.quayside.step.StepType;
import dev.quayside.workflow.definition.Checked;
import dev.quayside.workflow.definition.DefinitionReader;
import java.time.Duration;
import java.util.List;

/// Makes a step type of its own and has workflows that use it checked.
public final class AddAStep {
    private static final StepType REVERSE = new StepType(
            "reverse",
            "Turns a text around.",
            List.of(ConfigKey.required("text", ConfigKey.Kind.TEXT, "the text to turn around")),
            Duration.ofSeconds(5),
            context -> new Outcome.Succeeded(Json.object()
                    .put(
                            "text",
                            new StringBuilder(context.text("text")).reverse().toString())));

    private AddAStep() {}

    /// Takes no arguments.
    public static void main(String... arguments) {
        DefinitionReader reader = new DefinitionReader(new StepCatalogue(List.of(REVERSE)));
        for (String config : List.of("{text: stressed}", "{txt: stressed}")) {
            String definition = "steps: [{id: a, type: reverse, config: " + config + "}]";
            switch (reader.check(DefinitionReader.parse(definition))) {
                case Checked.Valid(var plan) ->
                    System.out.println("can be run: " + plan.steps().size() + " step");
                case Checked.Invalid(var errors) -> System.out.println("cannot be run: " + errors.getFirst());
            }
        }
    }
}
