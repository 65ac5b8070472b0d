package dev.quayside.http.message;

import dev.quayside.base.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// One thing in a request that is not as it should be, in the words that clients of Pydantic know.
///
/// @param location where: `body`, `query`, `path` or `header`, then names and indexes
/// @param message for a person
/// @param type for a program: `missing`, `string_type`, `value_error`, ...
/// @param pointer where in the body, as a JSON pointer; null outside of bodies
/// @param reason more about it, where the message is one that clients compare
///
/// Source: docs of Pydantic 2, "Validation errors"
public record Violation(
        List<Object> location,
        String message,
        String type,
        @Nullable String pointer,
        @Nullable String reason) {
    public Violation {
        location = List.copyOf(location);
    }

    public Violation(List<Object> location, String message, String type, @Nullable String pointer) {
        this(location, message, type, pointer, null);
    }

    /// Outside of a body.
    static Violation at(String place, String name, String message, String type) {
        return new Violation(List.of(place, name), message, type, null);
    }

    /// As FastAPI tells it.
    public ObjectNode toJson() {
        ObjectNode json = Json.object();
        ArrayNode loc = json.putArray("loc");
        for (Object step : location) {
            if (step instanceof Integer index) {
                loc.add(index);
            } else {
                loc.add(step.toString());
            }
        }
        json.put("msg", message).put("type", type);
        if (pointer != null) {
            json.put("pointer", pointer);
        }
        if (reason != null) {
            json.putObject("ctx").put("error", reason);
        }
        return json;
    }
}
