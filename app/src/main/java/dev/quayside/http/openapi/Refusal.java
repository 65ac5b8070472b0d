package dev.quayside.http.openapi;

import dev.quayside.base.Json;
import dev.quayside.http.message.HttpError;
import dev.quayside.http.message.InvalidRequest;
import dev.quayside.http.message.Parameter;
import dev.quayside.http.message.Response;
import dev.quayside.http.message.Violation;
import dev.quayside.http.server.ErrorStyle;
import dev.quayside.http.server.Route;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What the document says of refusals: their schemas, and examples that the server's own code has worded.
final class Refusal {
    private static final String REQUEST = "01992b7e-5c1a-7b42-9c7b-2f4f5f1f6a10";

    /// The schemas of the error styles, by the names they have in the document.
    private static final JsonNode SCHEMAS = Json.parse("""
            {"Error": {"type": "object", "required": ["detail"], "properties": {
              "detail": {"type": "string", "description": "What is wrong, and what to do about it"},
              "message": {"type": "string"}}},
             "ValidationError": {"type": "object", "required": ["detail", "message"], "properties": {
              "detail": {"type": "array", "items": {"$ref": "#/components/schemas/Violation"},
                "description": "All that is wrong"},
              "message": {"type": "string"}}},
             "Violation": {"type": "object", "required": ["loc", "msg", "type"], "properties": {
              "loc": {"type": "array", "items": {"type": ["string", "integer"]},
                "description": "Where: `body`, `query`, `path` or `header`, then names and indexes"},
              "msg": {"type": "string", "description": "For a person"},
              "type": {"type": "string", "description": "For a program"},
              "pointer": {"type": "string", "description": "Where in the body, as a JSON pointer"},
              "ctx": {"type": "object", "properties": {"error": {"type": "string"}}}}},
             "FileError": {"type": "object", "required": ["detail"], "properties": {
              "detail": {"type": "string", "description": "What is wrong, and what to do about it"}}},
             "FileErrors": {"type": "object", "required": ["detail"], "properties": {
              "detail": {"type": "array", "description": "All that is wrong", "items": {
                "type": "object", "required": ["field", "msg"], "properties": {
                  "field": {"type": ["string", "integer"], "description": "The field, or where the JSON breaks off"},
                  "msg": {"type": "string"}}}}}},
             "Problem": {"type": "object", "description": "RFC 9457",
              "required": ["type", "title", "status", "detail", "code", "request_id"], "properties": {
              "type": {"type": "string", "format": "uri"},
              "title": {"type": "string"},
              "status": {"type": "integer", "format": "int32"},
              "detail": {"type": "string", "description": "What is wrong, and what to do about it"},
              "code": {"type": "string", "description": "Stable, for programs"},
              "request_id": {"type": "string", "description": "As in `X-Request-ID` and in the log"},
              "errors": {"type": "array", "items": {"$ref": "#/components/schemas/Violation"},
                "description": "All that is wrong with the request"}}},
             "DispatchError": {"type": "object", "required": ["error", "success"], "properties": {
              "error": {"type": "string"},
              "success": {"const": false}}},
             "RootError": {"type": "object", "required": ["detail", "error", "success"], "properties": {
              "detail": {"type": "string"},
              "error": {"type": "string"},
              "success": {"const": false}}}}
            """);

    /// What is unknown where a path ends with this variable, or has it further to the left.
    private static final List<Map.Entry<String, String>> UNKNOWN = List.of(
            Map.entry("{execution_id}", "run.unknown"),
            Map.entry("{schedule_id}", "schedule.unknown"),
            Map.entry("{workflow_id}", "workflow.unknown"),
            Map.entry("{log_id}", "audit.unknown"),
            Map.entry("/files/", "file.unknown"));

    private Refusal() {}

    /// The schemas that [#content] refers to.
    static ObjectNode schemas(Set<ErrorStyle> styles) {
        ObjectNode schemas = Json.object();
        styles.stream()
                .flatMap(style -> names(style).stream())
                .sorted()
                .distinct()
                .forEach(name -> schemas.set(name, SCHEMAS.path(name).deepCopy()));
        return schemas;
    }

    private static List<String> names(ErrorStyle style) {
        return switch (style) {
            case DETAIL -> List.of("Error", "ValidationError", "Violation");
            case FILES -> List.of("FileError", "FileErrors");
            case PROBLEM -> List.of("Problem", "Violation");
            case DISPATCH -> List.of("DispatchError");
            case ROOT -> List.of("RootError");
        };
    }

    /// What a refusal carries: a `content` of OpenAPI.
    ///
    /// @param meaning of the status, which the example says too
    static ObjectNode content(Route route, int status, String meaning) {
        Response response = route.errors().body(example(route, status, meaning), REQUEST);
        ObjectNode content = Json.object();
        ObjectNode media =
                content.putObject(response.headers().find("Content-Type").orElse("application/json"));
        media.set("schema", schema(route.errors(), status));
        media.set("example", response.json());
        return content;
    }

    private static HttpError example(Route route, int status, String meaning) {
        return switch (status) {
            case 401 -> new HttpError(401, "auth.unauthenticated", "Not authenticated");
            case 403 ->
                new HttpError(
                        403,
                        "auth.denied",
                        route.permission() == null ? meaning : "Missing permissions: " + route.permission());
            case 404 -> new HttpError(404, unknown(route.path()), meaning);
            case 409 -> new HttpError(409, "run.ended", meaning);
            case 412 -> new HttpError(412, "workflow.changed", meaning);
            case 422 -> new InvalidRequest(List.of(violation(route)));
            case 426 -> new HttpError(426, "request.upgrade-required", "This address is for WebSocket clients");
            case 503 -> new HttpError(503, "server.stopping", "The server is stopping; try again in a moment");
            default -> new HttpError(status, "request.refused", meaning);
        };
    }

    private static String unknown(String path) {
        return UNKNOWN.stream()
                .filter(variable -> path.contains(variable.getKey()))
                .findFirst()
                .map(Map.Entry::getValue)
                .orElse("request.no-such-path");
    }

    private static Violation violation(Route route) {
        if (route.body() != null || route.parameters().isEmpty()) {
            return new Violation(List.of("body", "name"), "Field required", "missing", "/name");
        }
        Parameter<?> parameter = route.parameters().getFirst();
        return new Violation(
                List.of(parameter.place(), parameter.name()), "Value error, not a value of it", "value_error", null);
    }

    private static ObjectNode schema(ErrorStyle style, int status) {
        return switch (style) {
            case DETAIL -> status == 422 ? either("ValidationError", "Error") : reference("Error");
            case FILES -> reference(status == 422 ? "FileErrors" : "FileError");
            case PROBLEM -> reference("Problem");
            case DISPATCH -> reference("DispatchError");
            case ROOT -> reference("RootError");
        };
    }

    private static ObjectNode either(String... names) {
        ObjectNode schema = Json.object();
        ArrayNode all = schema.putArray("anyOf");
        List.of(names).forEach(name -> all.add(reference(name)));
        return schema;
    }

    private static ObjectNode reference(String name) {
        return Json.object().put("$ref", "#/components/schemas/" + name);
    }
}
