package dev.quayside.workflow.job;

import dev.quayside.base.Json;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/// What can be done with one document: the step that does it, and what may be said about how.
public enum Operation {
    TEXT(1, "document.text", ""),
    KEYWORDS(2, "document.keywords", "limit"),
    SENTENCES(3, "document.sentences", "keywords"),
    TONALITY(4, "document.tonality", ""),
    CONVERT(5, "document.convert", "to from");

    /// The step of each of these workflows.
    static final String STEP = "work";

    private static final long FAMILY = 0x7175_6179_7369_8000L;

    private final int number;
    private final String step;
    private final String options;

    /// @param number of its workflow, which stays
    /// @param options with spaces between them
    Operation(int number, String step, String options) {
        this.number = number;
        this.step = step;
        this.options = options;
    }

    /// As requests write it: `convert`.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Operation> find(String word) {
        return Arrays.stream(values())
                .filter(operation -> operation.word().equals(word))
                .findFirst();
    }

    /// What may be said about how, besides `file` and `password`.
    public List<String> options() {
        return options.isEmpty() ? List.of() : List.of(options.split(" ", -1));
    }

    /// The workflow's name, which is its step's.
    String step() {
        return step;
    }

    /// Always the same.
    UUID workflow() {
        return new UUID(FAMILY, 0x8000_0000_0000_0000L + number);
    }

    /// The workflow: one step, which takes its configuration from the run's inputs.
    ObjectNode definition() {
        ObjectNode definition = Json.object();
        ObjectNode schema = definition.putObject("inputs").put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ObjectNode work = Json.object().put("id", STEP).put("type", step);
        ObjectNode config = work.putObject("config");
        properties.putObject("file");
        config.put("file", "{{ inputs.file }}");
        properties.putObject("password").put("type", "string").put("default", "");
        config.put("password", "{{ inputs.password }}");
        for (String option : options()) {
            ObjectNode property = properties.putObject(option);
            if (option.equals("from")) {
                property.put("default", "");
            } else if (option.equals("limit")) {
                property.put("default", 10);
            }
            config.put(option, "{{ inputs." + option + " }}");
        }
        schema.putArray("required").add("file");
        work.putObject("retry").put("attempts", 3);
        definition.putArray("steps").add(work);
        return definition;
    }
}
