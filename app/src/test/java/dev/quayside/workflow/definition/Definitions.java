package dev.quayside.workflow.definition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import dev.quayside.step.ConfigKey;
import dev.quayside.step.ConfigKey.Kind;
import dev.quayside.step.StepCatalogue;
import dev.quayside.step.StepType;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Definitions for tests, and the step types that they may use.
final class Definitions {
    private static final DefinitionReader READER = new DefinitionReader(new StepCatalogue(List.of(
            type(
                    "http",
                    ConfigKey.required("url", Kind.TEXT, "where to"),
                    ConfigKey.optional("method", Kind.TEXT, "GET by default"),
                    ConfigKey.optional("headers", Kind.OBJECT, "names and texts"),
                    ConfigKey.optional("query", Kind.OBJECT, "names and texts"),
                    ConfigKey.optional("json", Kind.ANY, "what to send"),
                    ConfigKey.optional("body", Kind.TEXT, "what to send"),
                    ConfigKey.optional("timeout", Kind.DURATION, "how long at most"),
                    ConfigKey.optional("max_bytes", Kind.NUMBER, "how much at most"),
                    ConfigKey.optional("expect", Kind.LIST, "accepted statuses")),
            type(
                    "script",
                    ConfigKey.required("language", Kind.TEXT, "python or javascript"),
                    ConfigKey.required("code", Kind.TEXT, "the program"),
                    ConfigKey.optional("timeout", Kind.DURATION, "how long at most"),
                    ConfigKey.optional("memory", Kind.NUMBER, "bytes at most")),
            type("transform", ConfigKey.required("output", Kind.ANY, "what comes out")),
            type(
                    "delay",
                    ConfigKey.optional("seconds", Kind.NUMBER, "how long"),
                    ConfigKey.optional("on", Kind.FLAG, "")),
            new StepType(
                    "checked",
                    "Looks at its text.",
                    List.of(ConfigKey.optional("text", Kind.TEXT, "not bad")),
                    Duration.ofMinutes(1),
                    (config, report) -> {
                        if (config.has("text")
                                && config.path("text").stringValue().equals("bad")) {
                            report.error("/text", "this is bad");
                        }
                    },
                    _ -> {
                        throw new IllegalStateException("definitions call nothing");
                    }))));

    private Definitions() {}

    private static StepType type(String name, ConfigKey... keys) {
        return new StepType(name, "For tests.", List.of(keys), Duration.ofMinutes(1), _ -> {
            throw new IllegalStateException("definitions call nothing");
        });
    }

    /// JSON with ' for quotes.
    static JsonNode json(String text) {
        return Json.parse(text.replace('\'', '"'));
    }

    static Checked check(JsonNode definition) {
        return READER.check(definition);
    }

    /// What is wrong with a definition, in the order of the report; fails if nothing is.
    static List<DefinitionError> errors(JsonNode definition) {
        return switch (check(definition)) {
            case Checked.Valid _ -> throw new AssertionError("nothing is wrong with " + definition);
            case Checked.Invalid(List<DefinitionError> errors) -> errors;
        };
    }

    static Plan plan(JsonNode definition) {
        return switch (check(definition)) {
            case Checked.Valid(Plan plan) -> plan;
            case Checked.Invalid(List<DefinitionError> errors) -> throw new AssertionError(errors);
        };
    }

    /// Checks that exactly one thing is wrong with a definition, written as JSON with ' for quotes.
    static void oneError(String definition, String pointer, String message) {
        assertThat(errors(json(definition))).containsExactly(new DefinitionError(pointer, message));
    }

    /// One step of the type `delay` with more fields, for example `'retry': 3`; as JSON with ' for quotes.
    static String step(String id, String... fields) {
        String more = fields.length == 0 ? "" : ", " + String.join(", ", fields);
        return "{'id': '" + id + "', 'type': 'delay'" + more + "}";
    }

    /// A definition of these steps; as JSON with ' for quotes.
    static String steps(String... steps) {
        return "{'steps': [" + String.join(", ", steps) + "]}";
    }
}
