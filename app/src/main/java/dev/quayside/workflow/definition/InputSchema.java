package dev.quayside.workflow.definition;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.quayside.base.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// The JSON Schema (2020-12) of a workflow's inputs.
public final class InputSchema {
    private static final String ENDLESS = "inputs must not refer to itself without end: look at its $ref";

    private InputSchema() {}

    /// Reports what is wrong with the schema itself.
    static void check(JsonNode schema, DefinitionErrors errors) {
        if (!schema.isObject()) {
            errors.add("/inputs", "inputs must be a JSON Schema, not " + TemplateFunction.kind(schema));
            return;
        }
        if (refers(schema)) {
            errors.add("/inputs", "inputs must not refer to other documents: a $ref must begin with #");
            return;
        }
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
        Schema meta = registry.getSchema(
                com.networknt.schema.SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId()));
        for (Error error : meta.validate(schema)) {
            errors.add("/inputs" + error.getInstanceLocation(), "Not a valid JSON Schema: " + error.getMessage());
        }
        if (errors.none()) {
            tryOut(schema, errors);
        }
    }

    /// Finds what the schema of schemas does not see: patterns that are none, and references that lead nowhere.
    private static void tryOut(JsonNode schema, DefinitionErrors errors) {
        try {
            Schema compiled = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(schema);
            compiled.initializeValidators();
            compiled.validate(Json.object());
        } catch (SchemaException e) {
            errors.add("/inputs", "Not a valid JSON Schema: " + e.getMessage());
        } catch (StackOverflowError e) {
            errors.add("/inputs", ENDLESS);
        }
    }

    /// What is wrong with a run's inputs; empty if they fit.
    public static List<DefinitionError> violations(JsonNode schema, JsonNode inputs) {
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
        List<DefinitionError> violations = new ArrayList<>();
        try {
            for (Error error : registry.getSchema(schema).validate(inputs)) {
                violations.add(new DefinitionError(error.getInstanceLocation().toString(), error.getMessage()));
            }
        } catch (StackOverflowError e) {
            violations.add(new DefinitionError("", ENDLESS));
        }
        return violations;
    }

    private static boolean refers(JsonNode schema) {
        if (schema.isObject()) {
            for (String key : List.of("$ref", "$dynamicRef", "$schema")) {
                JsonNode target = schema.path(key);
                boolean outside = target.isString() && !target.stringValue().startsWith("#");
                if (outside
                        && !(key.equals("$schema") && target.stringValue().startsWith("https://json-schema.org/"))) {
                    return true;
                }
            }
        }
        return schema.valueStream().anyMatch(InputSchema::refers);
    }
}
