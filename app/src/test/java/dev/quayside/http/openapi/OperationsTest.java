package dev.quayside.http.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quayside.base.Json;
import dev.quayside.http.message.Parameter;
import dev.quayside.http.message.Response;
import dev.quayside.http.message.Wire;
import dev.quayside.http.server.ErrorStyle;
import dev.quayside.http.server.Route;
import dev.quayside.identity.Permission;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class OperationsTest {
    enum Colour {
        RED,
        GREEN;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    record Paint(Colour colour) {}

    record Part(int number) {}

    record Thing(
            UUID id,
            Instant createdAt,
            @Nullable String longName,
            boolean isActive,
            Colour colour,
            JsonNode anything,
            ObjectNode someObject,
            List<Part> parts,
            List<@Nullable String> gaps,
            @Nullable List<String> words,
            Map<String, Part> byName,
            @Nullable Part main) {}

    private static JsonNode document(Route... routes) {
        return OpenApi.of(List.of(routes), "1.2.3");
    }

    private static Route served(Route.Builder route) {
        return route.handledBy(_ -> Response.empty(204));
    }

    @Test
    void aRecordIsDescribedAsItIsWritten() {
        JsonNode schemas = document(served(Route.get("/thing").answers(200, Thing.class, "It")))
                .path("components")
                .path("schemas");

        assertThat(schemas.path("Thing")).isEqualTo(Json.parse("""
                {"type": "object",
                 "properties": {
                  "id": {"type": "string", "format": "uuid"},
                  "created_at": {"type": "string", "format": "date-time"},
                  "long_name": {"type": ["string", "null"]},
                  "is_active": {"type": "boolean"},
                  "colour": {"$ref": "#/components/schemas/Colour"},
                  "anything": {},
                  "some_object": {"type": "object"},
                  "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Part"}},
                  "gaps": {"type": "array", "items": {"type": ["string", "null"]}},
                  "words": {"type": ["array", "null"], "items": {"type": "string"}},
                  "by_name": {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Part"}},
                  "main": {"anyOf": [{"type": "null"}, {"$ref": "#/components/schemas/Part"}]}},
                 "required": ["id", "created_at", "is_active", "colour", "anything", "some_object", "parts", "gaps",
                   "by_name"]}
                """));
    }

    @Test
    void wordsOfEnumsAreThoseThatAreWritten() {
        JsonNode schemas = document(served(Route.get("/paint").answers(200, Paint.class, "It")))
                .path("components")
                .path("schemas");

        assertThat(Wire.tree(new Paint(Colour.RED)).path("colour").asString()).isEqualTo("red");
        assertThat(schemas.path("Colour"))
                .isEqualTo(Json.parse("{\"type\": \"string\", \"enum\": [\"red\", \"green\"]}"));
    }

    @Test
    void whatTheRouterDoesIsSaidOfEveryRoute() {
        JsonNode operation = document(served(Route.post("/api/v1/things/{workflow_id}")
                        .doc("Things", "Make it")
                        .needs(Permission.READ_FILES)
                        .body(Part.class, null)
                        .answers(201, Part.class, "It is made")
                        .sends(201, "Location", "Where")
                        .answers(403, "It is locked")))
                .path("paths")
                .path("/api/v1/things/{workflow_id}")
                .path("post");

        assertThat(operation.path("responses").propertyNames()).containsExactly("201", "401", "403", "422", "503");
        assertThat(operation.at("/responses/403/description").asString())
                .isEqualTo("The caller lacks the permission `read:files`; or: It is locked");
        assertThat(operation.at("/responses/201/headers").propertyNames()).containsExactly("Location");
        assertThat(operation.at("/parameters/0"))
                .isEqualTo(
                        Json.parse(
                                "{\"name\": \"workflow_id\", \"in\": \"path\", \"required\": true, \"schema\": {\"type\": \"string\", \"format\": \"uuid\"}}"));
        assertThat(operation.path("x-permission").asString()).isEqualTo("read:files");
        assertThat(operation.path("operationId").asString()).isEqualTo("postApiV1ThingsWorkflowId");
    }

    @Test
    void openRoutesAskNobodyAndEarlyOnesAreNeverAway() {
        JsonNode paths = document(
                        served(Route.get("/open").open()),
                        served(Route.get("/early").early()))
                .path("paths");

        assertThat(paths.at("/~1open/get/security")).isEmpty();
        assertThat(paths.at("/~1open/get/responses").propertyNames()).containsExactly("503");
        assertThat(paths.at("/~1early/get/responses")).isEmpty();
    }

    @Test
    void anAliasIsAnOperationOfItsOwnAndEachNamesTheOther() {
        JsonNode paths = document(served(Route.get("/a/{id}").also("/b/{id}").doc("A", "Show")))
                .path("paths");

        assertThat(paths.at("/~1a~1{id}/get/description").asString()).isEqualTo("Also at `/b/{id}`.");
        assertThat(paths.at("/~1b~1{id}/get/description").asString()).isEqualTo("The same as `/a/{id}`.");
        assertThat(paths.at("/~1b~1{id}/get/summary").asString()).isEqualTo("Show");
        assertThat(paths.at("/~1b~1{id}/get/operationId").asString()).isEqualTo("getBId");
    }

    @Test
    void namesOfVariablesMakeNoOtherPathAndIdsStayDifferent() {
        JsonNode paths = document(
                        served(Route.get("/a/{id}")), served(Route.delete("/a/{name}")), served(Route.get("/a-id")))
                .path("paths");

        assertThat(paths.propertyNames()).containsExactly("/a/{id}", "/a-id");
        assertThat(paths.at("/~1a~1{id}/delete/parameters/0/name").asString()).isEqualTo("id");
        assertThat(paths.at("/~1a~1{id}/get/operationId").asString()).isEqualTo("getAId");
        assertThat(paths.at("/~1a-id/get/operationId").asString()).isEqualTo("getAId2");
    }

    @Test
    void aWebSocketIsAGetThatSwitches() {
        Parameter<String> token = Parameter.text("token", "The token");
        JsonNode operation = document(Route.get("/ws/{id}")
                        .doc("Logs", "Follow")
                        .needs(Permission.READ_LOGS)
                        .takes(token)
                        .talks(_ -> {
                            throw new AssertionError("nobody calls");
                        }))
                .at("/paths/~1ws~1{id}/get");

        assertThat(operation.path("responses").propertyNames()).containsExactly("101", "426", "503");
        assertThat(operation.path("security"))
                .isEqualTo(Json.parse("[{\"bearerAuth\": []}, {\"apiKey\": []}, {\"tokenQuery\": []}]"));
        assertThat(operation
                        .path("parameters")
                        .valueStream()
                        .map(parameter -> parameter.path("name").asString()))
                .containsExactly("id");
        assertThat(operation.path("description").asString())
                .contains("WebSocket")
                .contains("`read:logs`");
    }

    @Test
    void everyErrorStyleHasItsOwnSchemas() {
        for (ErrorStyle style : ErrorStyle.values()) {
            JsonNode document =
                    document(served(Route.get("/x").open().errors(style).answers(404, "There is none")));
            JsonNode content = document.at("/paths/~1x/get/responses/404/content")
                    .iterator()
                    .next();

            String name = content.at("/schema/$ref").asString().replace("#/components/schemas/", "");
            assertThat(document.path("components")
                            .path("schemas")
                            .path(name)
                            .path("properties")
                            .propertyNames())
                    .containsAll(content.path("example").propertyNames());
            assertThat(content.path("example").toString()).contains("There is none");
        }
    }

    @Test
    void aHeaderFieldNeedsTheAnswerThatSendsIt() {
        assertThatThrownBy(() -> Route.get("/x").sends(200, "ETag", "The state"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("200");
    }
}
