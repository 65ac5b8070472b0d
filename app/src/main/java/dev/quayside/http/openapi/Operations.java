package dev.quayside.http.openapi;

import dev.quayside.base.Json;
import dev.quayside.http.message.Method;
import dev.quayside.http.message.Parameter;
import dev.quayside.http.server.Route;
import dev.quayside.http.server.Route.Answer;
import dev.quayside.http.server.Route.BodyDoc;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes routes down as operations. One thread at a time.
final class Operations {
    static final String BEARER = "bearerAuth";
    static final String TOKEN = "tokenQuery";
    static final String SESSION = "sessionCookie";
    static final String KEY = "apiKey";
    static final Pattern VARIABLE = Pattern.compile("\\{([^}]+)}");

    /// Variables of paths whose values have a form.
    private static final Map<String, ObjectNode> FORMS = Map.of(
            "workflow_id", uuid(),
            "execution_id", uuid(),
            "schedule_id", uuid(),
            "log_id", uuid(),
            "upload_id", uuid(),
            "file_id", Json.object().put("type", "integer").put("minimum", 1),
            "version", Json.object().put("type", "integer").put("minimum", 1));

    private final Schemas schemas;
    private final Set<String> ids = new HashSet<>();

    Operations(Schemas schemas) {
        this.schemas = schemas;
    }

    /// The operation of a route at one of its paths.
    ///
    /// @param spelling the path as the document has it
    ObjectNode of(Route route, String path, String spelling) {
        ObjectNode operation = Json.object();
        if (!route.tag().isEmpty()) {
            operation.putArray("tags").add(route.tag());
        }
        operation.put("summary", route.summary().isEmpty() ? route.method() + " " + path : route.summary());
        String description = description(route, path);
        if (!description.isEmpty()) {
            operation.put("description", description);
        }
        operation.put("operationId", id(route, path));
        if (route.permission() != null) {
            operation.put("x-permission", route.permission().word());
        }
        operation.set("security", security(route));
        ArrayNode parameters = parameters(route, spelling);
        if (!parameters.isEmpty()) {
            operation.set("parameters", parameters);
        }
        BodyDoc body = route.body();
        if (body != null) {
            operation.putObject("requestBody").put("required", body.required()).set("content", content(body));
        }
        ObjectNode responses = operation.putObject("responses");
        answers(route)
                .forEach((status, answer) -> responses.set(String.valueOf(status), response(route, status, answer)));
        return operation;
    }

    private static String description(Route route, String path) {
        List<String> parts = new ArrayList<>();
        parts.add(route.description());
        if (route.talks() != null) {
            parts.add("A WebSocket: a client asks for an upgrade, as `new WebSocket(...)` does in a browser.");
        }
        if (route.permission() != null) {
            parts.add("Needs the permission `" + route.permission().word() + "`.");
        }
        if (!path.equals(route.path())) {
            parts.add("The same as `" + route.path() + "`.");
        } else if (!route.aliases().isEmpty()) {
            parts.add("Also at "
                    + route.aliases().stream().map(alias -> "`" + alias + "`").collect(Collectors.joining(", ")) + ".");
        }
        return parts.stream().filter(part -> !part.isEmpty()).collect(Collectors.joining("\n\n"));
    }

    /// Made of method and path, so that it stays as long as they do. Without underscores, because Swagger UI takes
    /// those in links for spaces.
    private String id(Route route, String path) {
        String words = Pattern.compile("[^A-Za-z0-9]+")
                .splitAsStream(path)
                .filter(word -> !word.isEmpty())
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining());
        String first = route.method().name().toLowerCase(Locale.ROOT) + words;
        String id = first;
        for (int n = 2; !ids.add(id); n++) {
            id = first + n;
        }
        return id;
    }

    private static ArrayNode security(Route route) {
        ArrayNode security = Json.object().arrayNode();
        if (route.access() == Route.Access.SESSION || route.access() == Route.Access.ACCOUNT) {
            security.addObject().putArray(SESSION);
        }
        if (route.access() == Route.Access.ACCOUNT) {
            security.addObject().putArray(KEY);
        } else if (route.access() != Route.Access.SESSION && asksWhoCalls(route)) {
            security.addObject().putArray(BEARER);
            security.addObject().putArray(KEY);
            if (route.parameters().stream().anyMatch(Operations::isToken)) {
                security.addObject().putArray(TOKEN);
            }
        }
        return security;
    }

    /// A WebSocket is open to the router, and asks by itself.
    private static boolean asksWhoCalls(Route route) {
        return route.access() != Route.Access.OPEN || route.permission() != null;
    }

    private static boolean isToken(Parameter<?> parameter) {
        return parameter.place().equals("query") && parameter.name().equals("token");
    }

    private static ArrayNode parameters(Route route, String spelling) {
        ArrayNode parameters = Json.object().arrayNode();
        Matcher variables = VARIABLE.matcher(spelling);
        while (variables.find()) {
            String name = variables.group(1);
            parameters
                    .addObject()
                    .put("name", name)
                    .put("in", "path")
                    .put("required", true)
                    .set(
                            "schema",
                            FORMS.getOrDefault(name, Json.object().put("type", "string"))
                                    .deepCopy());
        }
        for (Parameter<?> parameter : route.parameters()) {
            if (!isToken(parameter)) {
                parameters
                        .addObject()
                        .put("name", parameter.name())
                        .put("in", parameter.place())
                        .put("description", parameter.description())
                        .set("schema", parameter.schema());
            }
        }
        return parameters;
    }

    /// Those of the route, and those that the router gives for it.
    private static SortedMap<Integer, Answer> answers(Route route) {
        SortedMap<Integer, Answer> answers = new TreeMap<>(route.answers());
        if (route.talks() != null) {
            answers.put(101, answers.getOrDefault(101, new Answer("The conversation begins", null)));
            answers.putIfAbsent(426, new Answer("The client did not ask for an upgrade", null));
        } else if (asksWhoCalls(route)) {
            before(answers, 401, "The request has no credentials, or none that are good");
            if (route.permission() != null) {
                before(
                        answers,
                        403,
                        "The caller lacks the permission `" + route.permission().word() + "`");
            }
        }
        boolean takes = !route.parameters().isEmpty() || route.body() != null;
        if (takes && route.talks() == null) {
            answers.putIfAbsent(422, new Answer("Something in the request is not as it should be", null));
        }
        if (!route.early()) {
            answers.putIfAbsent(503, new Answer("The server is starting or stopping, or its database is away", null));
        }
        return answers;
    }

    private static void before(SortedMap<Integer, Answer> answers, int status, String meaning) {
        Answer own = answers.get(status);
        answers.put(
                status,
                own == null
                        ? new Answer(meaning, null)
                        : new Answer(meaning + "; or: " + own.description(), own.body(), own.headers()));
    }

    private ObjectNode response(Route route, int status, Answer answer) {
        ObjectNode response = Json.object().put("description", answer.description());
        SortedMap<String, String> headers = new TreeMap<>(answer.headers());
        if (status == 401 && (route.access() == Route.Access.TOKEN || route.talks() != null)) {
            headers.putIfAbsent("WWW-Authenticate", "How to say who calls");
        }
        boolean refused = status >= 400 && answer.body() == null;
        if (status == 503 && refused) {
            headers.putIfAbsent("Retry-After", "Seconds to wait before the next try");
        }
        if (!headers.isEmpty()) {
            ObjectNode fields = response.putObject("headers");
            headers.forEach((name, meaning) -> fields.putObject(name)
                    .put("description", meaning)
                    .putObject("schema")
                    .put("type", "string"));
        }
        BodyDoc body = answer.body();
        if (route.method() == Method.HEAD) {
            return response;
        }
        if (refused) {
            response.set("content", Refusal.content(route, status, answer.description()));
        } else if (body != null && status >= 200) {
            response.set("content", content(body));
        }
        return response;
    }

    private ObjectNode content(BodyDoc body) {
        ObjectNode content = Json.object();
        ObjectNode media = content.putObject(body.type());
        if (body.record() != null) {
            media.set("schema", schemas.of(body.record()));
        } else if (body.type().equals("multipart/form-data")) {
            ObjectNode form = media.putObject("schema").put("type", "object");
            form.putArray("required").add("file");
            form.putObject("properties")
                    .putObject("file")
                    .put("type", "string")
                    .put("contentMediaType", "application/octet-stream");
        } else if (body.type().startsWith("text/")) {
            media.putObject("schema").put("type", "string");
        } else {
            media.putObject("schema");
        }
        if (body.example() != null) {
            media.set("example", body.example().deepCopy());
        }
        return content;
    }

    private static ObjectNode uuid() {
        return Json.object().put("type", "string").put("format", "uuid");
    }
}
