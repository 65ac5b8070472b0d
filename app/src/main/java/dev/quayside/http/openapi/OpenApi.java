package dev.quayside.http.openapi;

import dev.quayside.base.Json;
import dev.quayside.http.server.ErrorStyle;
import dev.quayside.http.server.Route;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Describes routes as an OpenAPI document, so that it says of the API what the server does.
///
/// Source: OpenAPI Specification 3.1.1
public final class OpenApi {
    private static final String PLACE = "components/schemas";

    private static final String ABOUT = """
            Everything that Quayside does over HTTP. Names are written in snake case, moments as ISO 8601 in UTC.

            **Who calls** is said by a bearer token in `Authorization`, of the issuer that the server trusts or of its own, \
            which `POST /api/v1/admin/tokens` makes; by an API key, in the same place or in `X-API-Key`; or, where people have \
            accounts of their own, by the cookie of a session. Each operation names the permission that it needs.

            **Refusals** have the shape that clients of each part of the API know; each operation shows it. Fields that an \
            operation does not know are ignored. A slash at the end of a path makes no difference.

            **Every answer** has an `X-Request-ID`: the client's own, if it sent one. The server's log has it too.
            """;

    private OpenApi() {}

    /// The document.
    ///
    /// @param routes in the order in which they are to be shown within their groups
    /// @param version of the program
    public static ObjectNode of(List<Route> routes, String version) {
        ObjectNode document = Json.object().put("openapi", "3.1.1");
        document.putObject("info")
                .put("title", "Quayside")
                .put("version", version)
                .put("description", ABOUT)
                .putObject("license")
                .put("name", "Apache License 2.0")
                .put("identifier", "Apache-2.0");
        document.putArray("servers").addObject().put("url", "/").put("description", "This server");
        var tags = new TreeSet<String>();
        routes.stream().map(Route::tag).filter(tag -> !tag.isEmpty()).forEach(tags::add);
        document.set("tags", Chapters.of(tags));
        Schemas schemas = new Schemas();
        document.set("paths", paths(routes, new Operations(schemas)));
        ObjectNode components = document.putObject("components");
        Set<ErrorStyle> styles = routes.stream().map(Route::errors).collect(Collectors.toSet());
        components.set("schemas", merged(schemas.all(PLACE), Refusal.schemas(styles)));
        components.set("securitySchemes", securitySchemes());
        return document;
    }

    private static ObjectNode paths(List<Route> routes, Operations operations) {
        ObjectNode paths = Json.object();
        Map<String, String> spellings = new HashMap<>();
        for (Route route : routes) {
            for (String path : route.paths()) {
                String shape = Operations.VARIABLE.matcher(path).replaceAll("{}");
                String spelling = spellings.computeIfAbsent(shape, _ -> path); // names of variables make no other path
                paths.withObjectProperty(spelling)
                        .set(route.method().name().toLowerCase(Locale.ROOT), operations.of(route, path, spelling));
            }
        }
        return paths;
    }

    private static ObjectNode merged(ObjectNode records, ObjectNode refusals) {
        for (Map.Entry<String, JsonNode> schema : refusals.properties()) {
            if (records.has(schema.getKey())) {
                throw new IllegalStateException("a record has the name of the schema " + schema.getKey());
            }
            records.set(schema.getKey(), schema.getValue());
        }
        return records;
    }

    private static ObjectNode securitySchemes() {
        ObjectNode schemes = Json.object();
        schemes.putObject(Operations.BEARER)
                .put("type", "http")
                .put("scheme", "bearer")
                .put("bearerFormat", "JWT")
                .put("description", "A token of the issuer that the server trusts, or of its own.");
        schemes.putObject(Operations.TOKEN)
                .put("type", "apiKey")
                .put("in", "query")
                .put("name", "token")
                .put("description", "The same token, for clients that cannot send header fields.");
        schemes.putObject(Operations.KEY)
                .put("type", "apiKey")
                .put("in", "header")
                .put("name", "X-API-Key")
                .put("description", "An API key; it may stand in the place of a bearer token too.");
        schemes.putObject(Operations.SESSION)
                .put("type", "apiKey")
                .put("in", "cookie")
                .put("name", "session_id")
                .put("description", "The session that `POST /auth/login` opens.");
        return schemes;
    }
}
