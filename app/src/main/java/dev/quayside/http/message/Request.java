package dev.quayside.http.message;

import dev.quayside.base.Json;
import dev.quayside.base.ProblemException;
import dev.quayside.event.Actor;
import dev.quayside.identity.Caller;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// One request, as a handler sees it. Immutable but for its body, which is read once.
///
/// @param id names the request in logs and answers
/// @param path decoded, as the client wrote it
/// @param variables the parts of the path that the route names
/// @param query decoded parameters, each with its values in their order
/// @param address of the client
/// @param caller who calls; null on a route that is open to everybody and was called without credentials
public record Request(
        String id,
        Method method,
        String path,
        Map<String, String> variables,
        Map<String, List<String>> query,
        Headers headers,
        Body body,
        String address,
        @Nullable Caller caller) {
    public Request {
        variables = Map.copyOf(variables);
        query = Map.copyOf(query);
    }

    /// A request without a body, as tests make it: `path` may carry a query.
    public static Request of(Method method, String path) {
        int mark = path.indexOf('?');
        Map<String, List<String>> query = mark < 0 ? Map.of() : Query.parse(path.substring(mark + 1));
        String plain = mark < 0 ? path : path.substring(0, mark);
        return new Request("test", method, plain, Map.of(), query, Headers.NONE, Body.NONE, "127.0.0.1", null);
    }

    public Request with(String header, String value) {
        return new Request(id, method, path, variables, query, headers.with(header, value), body, address, caller);
    }

    public Request with(JsonNode json) {
        return with(Body.of(Json.writeBytes(json)));
    }

    public Request with(Body other) {
        return new Request(id, method, path, variables, query, headers, other, address, caller);
    }

    public Request by(@Nullable Caller other) {
        return new Request(id, method, path, variables, query, headers, body, address, other);
    }

    /// The same with further variables.
    public Request with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(variables);
        all.putAll(more);
        return new Request(id, method, path, all, query, headers, body, address, caller);
    }

    /// A variable of the route's path.
    public String variable(String name) {
        String value = variables.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the route has no {" + name + "}");
        }
        return value;
    }

    /// The value of a parameter that has a default.
    ///
    /// @throws InvalidRequest if what was given is no value of it
    public <T> T get(Parameter<T> parameter) {
        T otherwise = parameter.otherwise();
        Optional<T> given = find(parameter);
        if (given.isEmpty() && otherwise == null) {
            throw new IllegalArgumentException("the parameter " + parameter.name() + " has no default");
        }
        return given.orElseGet(() -> java.util.Objects.requireNonNull(otherwise));
    }

    /// The value of a parameter; empty if it is not given.
    ///
    /// @throws InvalidRequest if what was given is no value of it
    public <T> Optional<T> find(Parameter<T> parameter) {
        try {
            return raw(parameter).map(parameter::read);
        } catch (Parameter.Refused e) {
            throw new InvalidRequest(List.of(e.at(parameter.place(), parameter.name())));
        }
    }

    /// Holds parameters to what they may be; all that is wrong with them is told at once.
    ///
    /// @throws InvalidRequest if something is
    public void check(List<Parameter<?>> parameters) {
        List<Violation> violations = new ArrayList<>();
        for (Parameter<?> parameter : parameters) {
            raw(parameter).ifPresent(text -> {
                try {
                    var _ = parameter.read(text);
                } catch (Parameter.Refused e) {
                    violations.add(e.at(parameter.place(), parameter.name()));
                }
            });
        }
        if (!violations.isEmpty()) {
            throw new InvalidRequest(violations);
        }
    }

    /// As the client wrote it. In a query, nothing behind the equals sign is a value too.
    Optional<String> raw(Parameter<?> parameter) {
        return parameter.place().equals("header")
                ? headers.find(parameter.name())
                : Optional.ofNullable(query.get(parameter.name())).map(List::getLast);
    }

    /// The body as JSON.
    ///
    /// @throws InvalidRequest if there is none, or it is not JSON
    public JsonNode json() {
        byte[] bytes = body.bytes();
        if (bytes.length == 0) {
            throw new InvalidRequest(List.of(new Violation(List.of("body"), "Field required", "missing", null)));
        }
        try {
            return Json.parse(bytes);
        } catch (ProblemException e) {
            throw new InvalidRequest(List.of(new Violation(
                    List.of("body", offset(e, bytes)),
                    "JSON decode error",
                    "json_invalid",
                    null,
                    e.problem().detail())));
        }
    }

    /// The body as a JSON object; an absent body is an empty one.
    public Fields fieldsIfAny() {
        byte[] bytes = body.bytes();
        return bytes.length == 0
                ? Fields.of(Json.object())
                : with(Body.of(bytes)).fields();
    }

    /// The body, which has to be a JSON object.
    public Fields fields() {
        return Fields.of(json());
    }

    /// The body as text, UTF-8.
    public String text() {
        return new String(body.bytes(), StandardCharsets.UTF_8);
    }

    /// Who calls.
    ///
    /// @throws IllegalStateException on a route that is open to everybody
    public Caller requireCaller() {
        if (caller == null) {
            throw new IllegalStateException("the route " + path + " needs no caller");
        }
        return caller;
    }

    /// Who does something with this request, and from where.
    public Actor actor() {
        return new Actor(
                requireCaller().user(), address, headers.find("User-Agent").orElse(null));
    }

    private static int offset(ProblemException e, byte[] bytes) {
        if (e.getCause() instanceof JacksonException cause && cause.getLocation() != null) {
            long at = cause.getLocation().getByteOffset();
            return at < 0 ? bytes.length : (int) Math.min(at, bytes.length);
        }
        return bytes.length;
    }
}
