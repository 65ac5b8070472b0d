package dev.quayside;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.quayside.base.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// An OpenAPI document, as one reads it who was not there when it was made: nothing is allowed but what it says.
final class ApiDocument {
    /// One operation of the document.
    record Operation(String method, String path, JsonNode json) {
        String id() {
            return json.path("operationId").asString();
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private final JsonNode json;
    private final JsonNode components;

    ApiDocument(JsonNode json) {
        this.json = json;
        this.components = closed(json.path("components").deepCopy());
    }

    /// Objects with other fields than those described are refused: clients would not know of them.
    private static JsonNode closed(JsonNode schema) {
        if (schema instanceof ObjectNode object && object.path("properties").isObject()) {
            object.put("additionalProperties", false);
        }
        schema.forEach(ApiDocument::closed);
        return schema;
    }

    JsonNode json() {
        return json;
    }

    List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : json.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
                operations.add(
                        new Operation(method.getKey().toUpperCase(Locale.ROOT), path.getKey(), method.getValue()));
            }
        }
        return operations;
    }

    /// The operation that serves a path; of several, the one with the fewest variables.
    Operation operation(String method, String path) {
        return operations().stream()
                .filter(operation -> operation.method().equals(method) && fits(operation.path(), path))
                .min((a, b) -> Long.compare(variables(a.path()), variables(b.path())))
                .orElseThrow(() -> new AssertionError("not in the document: " + method + " " + path));
    }

    private static boolean fits(String template, String path) {
        String pattern = Pattern.compile("\\{[^}]+}")
                .splitAsStream(template.replaceAll("/$", ""))
                .map(Pattern::quote)
                .reduce((a, b) -> a + "[^/]+" + b)
                .orElse("");
        return path.replaceAll("/$", "")
                .matches(pattern + (template.replaceAll("/$", "").endsWith("}") ? "[^/]+" : ""));
    }

    private static long variables(String path) {
        return path.chars().filter(letter -> letter == '{').count();
    }

    /// Holds an answer to what the document says of it.
    void check(String method, TestServer.Answer answer) {
        String path = answer.response().uri().getPath();
        Operation operation = operation(method, path);
        String what = method + " " + answer.response().uri() + " -> " + answer.status();
        JsonNode described = operation.json().path("responses").path(String.valueOf(answer.status()));
        assertThat(described.isObject()).as(what + " is in the document").isTrue();
        Optional<String> type = answer.response().headers().firstValue("Content-Type");
        JsonNode content = described.path("content");
        if (content.isMissingNode()) {
            assertThat(answer.response().body()).as(what + " has no content").isEmpty();
            return;
        }
        String plain = type.orElse("none").replaceAll(";.*", "");
        assertThat(content.propertyNames()).as(what + ", its media type").contains(plain);
        if (plain.endsWith("json")) {
            assertThat(errors(content.path(plain).path("schema"), answer.json()))
                    .as(what + "\n" + answer.json())
                    .isEmpty();
        }
        described
                .path("headers")
                .propertyNames()
                .forEach(name -> assertThat(answer.response().headers().firstValue(name))
                        .as(what + ", " + name)
                        .isPresent());
    }

    /// What is wrong with a value.
    List<String> errors(JsonNode schema, JsonNode value) {
        ObjectNode whole = Json.object();
        whole.putArray("allOf").add(schema);
        whole.set("$defs", components.path("schemas"));
        return REGISTRY
                .getSchema(Json.parse(Json.write(whole).replace("#/components/schemas/", "#/$defs/")))
                .validate(value)
                .stream()
                .map(error -> error.getInstanceLocation() + " " + error.getMessage())
                .toList();
    }
}
