package dev.quayside.workflow.definition;

import dev.quayside.base.Json;
import dev.quayside.base.ProblemException;
import dev.quayside.step.StepCatalogue;
import dev.quayside.workflow.definition.Plan.Limits;
import dev.quayside.workflow.definition.Plan.PlannedStep;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLParser;

/// Checks definitions and makes plans of them. Safe for several threads.
///
/// The format is that of the Workflow Automation API (`version`, `steps`, `connections`, `variables`) and the
/// additions of docs/reference/workflows.md. All that is wrong is reported at once, each error with the JSON
/// pointer of the value.
public final class DefinitionReader {
    /// Longest text of a definition, in characters.
    public static final int MAX_LENGTH = 10_000_000;

    private static final Set<String> KEYS = Set.of(
            "version",
            "name",
            "description",
            "steps",
            "connections",
            "variables",
            "inputs",
            "timeout",
            "on_error",
            "limits");
    private static final YAMLMapper YAML = YAMLMapper.builder(YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .build();

    private final StepCatalogue catalogue;

    public DefinitionReader(StepCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    /// Reads a text as JSON if it begins with `{`, else as YAML.
    ///
    /// @throws ProblemException `json.invalid` or `yaml.invalid` with the place, or `definition.too-large`
    public static JsonNode parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new ProblemException(
                    "definition.too-large",
                    "The definition has " + text.length() + " characters; at most " + MAX_LENGTH + " are accepted");
        }
        if (text.stripLeading().startsWith("{")) {
            return Json.parse(text);
        }
        try {
            refuseAliases(text);
            JsonNode node = YAML.readTree(text);
            return node == null ? Json.object() : node;
        } catch (JacksonException e) {
            var at = e.getLocation();
            String where = at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
            throw new ProblemException("yaml.invalid", "Not valid YAML: " + e.getOriginalMessage() + where);
        }
    }

    /// Writes a definition as YAML, as [#parse] reads it.
    public static String toYaml(JsonNode definition) {
        return YAML.writeValueAsString(definition);
    }

    /// The tree would hold the name of an alias as a text, in place of the value that is meant.
    private static void refuseAliases(String text) {
        if (text.indexOf('*') < 0) {
            return;
        }
        try (JsonParser parser = YAML.createParser(text)) {
            while (parser.nextToken() != null) {
                if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
                    throw new ProblemException(
                            "yaml.invalid",
                            "Not valid YAML here: the alias *" + parser.getString() + " (line "
                                    + parser.currentTokenLocation().getLineNr()
                                    + "); aliases are not supported, write the value out");
                }
            }
        }
    }

    /// Checks a definition.
    public Checked check(JsonNode definition) {
        DefinitionErrors errors = new DefinitionErrors();
        if (!definition.isObject()) {
            errors.add("", "A workflow definition must be an object, not " + TemplateFunction.kind(definition));
            return new Checked.Invalid(errors.all());
        }
        Plan plan = read(definition, errors);
        return plan != null && errors.none() ? new Checked.Valid(plan) : new Checked.Invalid(errors.all());
    }

    private @Nullable Plan read(JsonNode definition, DefinitionErrors errors) {
        errors.unknownKeys(definition, "", KEYS);
        Values top = new Values(definition, "", errors);
        if (!definition.path("version").isNumber()) {
            top.checkText("version");
        }
        top.checkText("description");
        String name = definition.path("name").isNull() ? null : top.text("name");
        Map<String, Template> variables = variables(definition.path("variables"), errors);
        List<StepReader> readers = readers(definition, errors);
        if (!errors.none()) {
            return null;
        }
        Graph graph = new Graph(readers, errors);
        graph.connect(definition.path("connections"));
        if (!errors.none()) {
            return null;
        }
        List<PlannedStep> steps = new ArrayList<>();
        for (StepReader reader : readers) {
            steps.add(reader.step(graph.incoming(reader.index()), graph.outgoing(reader.index())));
        }
        new References(steps, graph, variables, errors).check();
        Limits limits = limits(definition.path("limits"), errors);
        JsonNode schema = inputSchema(definition, errors);
        return errors.none() ? new Plan(name, steps, variables, schema, top.duration("timeout"), limits) : null;
    }

    private List<StepReader> readers(JsonNode definition, DefinitionErrors errors) {
        JsonNode steps = definition.path("steps");
        List<StepReader> readers = new ArrayList<>();
        if (!steps.isMissingNode() && !steps.isNull() && !steps.isArray()) {
            errors.add("/steps", "steps must be a list, not " + TemplateFunction.kind(steps));
            return readers;
        }
        if (steps.isEmpty()) {
            errors.add("/steps", "Workflow must have at least one step");
        }
        addReaders(steps, "/steps", false, readers, errors);
        JsonNode handlers = definition.path("on_error");
        if (!handlers.isMissingNode() && !handlers.isNull() && !handlers.isArray()) {
            errors.add("/on_error", "on_error must be a list of steps, not " + TemplateFunction.kind(handlers));
        } else {
            addReaders(handlers, "/on_error", true, readers, errors);
        }
        if (readers.size() > Graph.MAX_STEPS) {
            errors.add(
                    "/steps",
                    "A workflow may have at most " + Graph.MAX_STEPS + " steps (limit graph.max-steps); this one has "
                            + readers.size());
        }
        return readers;
    }

    private void addReaders(
            JsonNode steps, String pointer, boolean handler, List<StepReader> readers, DefinitionErrors errors) {
        for (int i = 0; i < steps.size(); i++) {
            StepReader reader =
                    new StepReader(steps.get(i), readers.size(), pointer + "/" + i, handler, catalogue, errors);
            reader.check();
            readers.add(reader);
        }
    }

    private static Map<String, Template> variables(JsonNode variables, DefinitionErrors errors) {
        Map<String, Template> templates = new LinkedHashMap<>();
        if (variables.isObject()) {
            variables
                    .properties()
                    .forEach(entry -> templates.put(
                            entry.getKey(),
                            Template.of(
                                    entry.getValue(), DefinitionErrors.child("/variables", entry.getKey()), errors)));
        } else if (!variables.isMissingNode() && !variables.isNull()) {
            errors.add("/variables", "variables must be an object, not " + TemplateFunction.kind(variables));
        }
        return templates;
    }

    private static Limits limits(JsonNode limits, DefinitionErrors errors) {
        if (limits.isMissingNode() || limits.isNull()) {
            return Limits.DEFAULT;
        }
        Values values = new Values(limits, "/limits", errors);
        if (!values.requireObject()) {
            return Limits.DEFAULT;
        }
        errors.unknownKeys(limits, "/limits", Set.of("parallel", "runs"));
        return new Limits(
                values.number("parallel", 1, 10_000, Limits.DEFAULT.parallel()),
                values.number("runs", 0, 1_000_000, Limits.DEFAULT.runs()));
    }

    private static @Nullable JsonNode inputSchema(JsonNode definition, DefinitionErrors errors) {
        JsonNode schema = definition.path("inputs");
        if (schema.isMissingNode() || schema.isNull()) {
            return null;
        }
        InputSchema.check(schema, errors);
        return schema;
    }
}
