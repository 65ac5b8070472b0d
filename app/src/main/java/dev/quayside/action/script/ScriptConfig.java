package dev.quayside.action.script;

import dev.quayside.action.config.ConfigValues;
import dev.quayside.base.Suggestion;
import dev.quayside.step.ConfigKey;
import dev.quayside.step.ConfigKey.Kind;
import dev.quayside.step.Step;
import dev.quayside.step.StepContext;
import dev.quayside.step.StepType;
import dev.quayside.step.StepType.Report;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What the step `script` takes, and the check of it before any run.
///
/// @param settings the bounds that hold
/// @param languages the names that `language` may have
record ScriptConfig(ScriptSettings settings, Collection<String> languages) {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);
    private static final long DEFAULT_MEMORY = 256L << 20;
    private static final long LEAST_MEMORY = 8L << 20;

    StepType type(Step step) {
        List<ConfigKey> keys = List.of(
                ConfigKey.optional("language", Kind.TEXT, "python or javascript; default python."),
                ConfigKey.required(
                        "code",
                        Kind.TEXT,
                        "The script. It reads 'input' (each predecessor's output by step id) and sets 'output'."),
                ConfigKey.optional("timeout", Kind.DURATION, "How long it may run; default 60s."),
                ConfigKey.optional(
                        "memory", Kind.ANY, "How much memory it may use: 256MB or a number of MB; default 256MB."));
        Duration longest = settings.maxTimeout().plusSeconds(30);
        return new StepType("script", "Runs Python or JavaScript, isolated.", keys, longest, this::check, step);
    }

    /// Reads the resolved configuration of a call.
    ///
    /// @throws IllegalArgumentException with a sentence for the user
    Job job(StepContext context) {
        return new Job(
                context.text("code"),
                input(context.input()),
                timeout(context.value("timeout")),
                memory(context.value("memory")),
                settings.maxOutputBytes());
    }

    /// @throws IllegalArgumentException if there is no such language
    String language(JsonNode value) {
        String name = value.asString("python");
        if (!languages.contains(name)) {
            throw new IllegalArgumentException("there is no language '" + name + "'"
                    + Suggestion.phrase(name, languages) + "; use python or javascript");
        }
        return name;
    }

    private void check(JsonNode config, Report report) {
        checkValue(config, "language", this::language, report);
        checkValue(config, "timeout", this::timeout, report);
        checkValue(config, "memory", this::memory, report);
    }

    /// The predecessors' outputs by step id; where there is only one, its fields besides.
    private static ObjectNode input(ObjectNode byStep) {
        if (byStep.size() != 1) {
            return byStep;
        }
        ObjectNode input = byStep.deepCopy();
        for (JsonNode only : byStep) {
            for (Map.Entry<String, JsonNode> field : only.properties()) {
                if (!input.has(field.getKey())) {
                    input.set(field.getKey(), field.getValue());
                }
            }
        }
        return input;
    }

    private Duration timeout(JsonNode value) {
        Duration most = settings.maxTimeout();
        if (value.isMissingNode()) {
            return DEFAULT_TIMEOUT.compareTo(most) < 0 ? DEFAULT_TIMEOUT : most;
        }
        Duration timeout = ConfigValues.duration(value);
        if (timeout.toMillis() < 1 || timeout.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "must be above 0 and at most " + most.toSeconds() + " seconds (scripts.max-timeout)");
        }
        return timeout;
    }

    private long memory(JsonNode value) {
        if (value.isMissingNode()) {
            return Math.min(DEFAULT_MEMORY, settings.maxMemoryBytes());
        }
        long bytes = ConfigValues.bytes(value, 1L << 20);
        if (bytes < LEAST_MEMORY || bytes > settings.maxMemoryBytes()) {
            throw new IllegalArgumentException(
                    "must be 8 MB to " + ConfigValues.writeBytes(settings.maxMemoryBytes()) + " (scripts.max-memory)");
        }
        return bytes;
    }

    private static void checkValue(JsonNode config, String key, Consumer<JsonNode> reader, Report report) {
        if (!config.has(key) || ConfigValues.isTemplate(config.path(key))) {
            return;
        }
        try {
            reader.accept(config.path(key));
        } catch (IllegalArgumentException e) {
            report.error("/" + key, String.valueOf(e.getMessage()));
        }
    }
}
