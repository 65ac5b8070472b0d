package dev.quayside.http.message;

import dev.quayside.base.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads the fields of a JSON object that a client sent, and gathers what is wrong with them; [#check] then refuses
/// the request with all of it. Fields that nobody asks for are ignored. One thread at a time.
///
/// Numbers and truth values may be given as text, texts may not be given as numbers: what clients of Pydantic's lax
/// mode know.
public final class Fields {
    private static final String MISSING = "Field required";

    private final JsonNode object;
    private final List<Violation> violations = new ArrayList<>();

    private Fields(JsonNode object) {
        this.object = object;
    }

    /// The fields of `body`.
    ///
    /// @throws InvalidRequest if it is no object
    public static Fields of(JsonNode body) {
        if (!body.isObject()) {
            throw new InvalidRequest(List.of(new Violation(
                    List.of("body"),
                    "Input should be a valid dictionary or object to extract fields from",
                    "model_attributes_type",
                    "")));
        }
        return new Fields(body);
    }

    /// Whether a field is there, with whatever value.
    public boolean has(String name) {
        return object.has(name);
    }

    /// A field as it came; a missing node if it is absent.
    public JsonNode raw(String name) {
        return object.path(name);
    }

    /// A text that must be there.
    public String text(String name) {
        return absent(name, MISSING) ? "" : textOf(name, object.path(name));
    }

    /// A text, or null where the field is absent or null.
    public @Nullable String textOrNull(String name) {
        JsonNode value = object.path(name);
        return value.isMissingNode() || value.isNull() ? null : textOf(name, value);
    }

    /// A text that may be absent.
    public String text(String name, String otherwise) {
        return has(name) ? textOf(name, object.path(name)) : otherwise;
    }

    /// One of some words, that may be absent.
    public String choice(String name, String otherwise, List<String> words) {
        String word = text(name, otherwise);
        if (!words.contains(word)) {
            violation(name, "Input should be '" + String.join("', '", words) + "'", "enum");
            return otherwise;
        }
        return word;
    }

    /// Yes or no, that may be absent.
    public boolean flag(String name, boolean otherwise) {
        JsonNode value = object.path(name);
        if (value.isMissingNode()) {
            return otherwise;
        }
        if (value.isBoolean()) {
            return value.booleanValue();
        }
        String word = value.isString()
                ? value.stringValue().toLowerCase(Locale.ROOT)
                : value.isIntegralNumber() ? value.asString() : "";
        return switch (word) {
            case "true", "1", "yes", "on", "t", "y" -> true;
            case "false", "0", "no", "off", "f", "n" -> false;
            default -> {
                boolean text = value.isString();
                violation(
                        name,
                        text
                                ? "Input should be a valid boolean, unable to interpret input"
                                : "Input should be a valid boolean",
                        text ? "bool_parsing" : "bool_type");
                yield otherwise;
            }
        };
    }

    /// A whole number, that may be absent or null.
    public @Nullable Long numberOrNull(String name, long least, long most) {
        JsonNode value = object.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        @Nullable Long number = whole(value);
        if (number == null) {
            boolean text = value.isString();
            violation(
                    name,
                    text
                            ? "Input should be a valid integer, unable to parse string as an integer"
                            : "Input should be a valid integer",
                    text ? "int_parsing" : "int_type");
        } else if (number < least) {
            violation(name, "Input should be greater than or equal to " + least, "greater_than_equal");
        } else if (number > most) {
            violation(name, "Input should be less than or equal to " + most, "less_than_equal");
        }
        return number;
    }

    private static @Nullable Long whole(JsonNode value) {
        try {
            if (value.isIntegralNumber() && value.canConvertToLong()) {
                return value.longValue();
            }
            return value.isString() ? Long.valueOf(value.stringValue().strip()) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /// An object that must be there.
    public ObjectNode object(String name) {
        return absent(name, MISSING) ? Json.object() : objectOf(name);
    }

    /// An object that may be absent or null; then an empty one.
    public ObjectNode objectIfAny(String name) {
        JsonNode value = object.path(name);
        return value.isMissingNode() || value.isNull() ? Json.object() : objectOf(name);
    }

    /// A list that may be absent or null; then an empty one.
    public ArrayNode listIfAny(String name) {
        JsonNode value = object.path(name);
        if (value instanceof ArrayNode list) {
            return list;
        }
        if (!value.isMissingNode() && !value.isNull()) {
            violation(name, "Input should be a valid list", "list_type");
        }
        return Json.mapper().createArrayNode();
    }

    /// Notes something wrong with a field.
    public void violation(String name, String message, String type) {
        violations.add(new Violation(List.of("body", name), message, type, "/" + name));
    }

    /// Notes something wrong in words of ours: `Value error, ...`.
    public void refuse(String name, String message) {
        violation(name, "Value error, " + message, "value_error");
    }

    /// Ends the reading.
    ///
    /// @throws InvalidRequest if anything was wrong
    public void check() {
        if (!violations.isEmpty()) {
            throw new InvalidRequest(violations);
        }
    }

    private boolean absent(String name, String message) {
        if (object.has(name)) {
            return false;
        }
        violation(name, message, "missing");
        return true;
    }

    private String textOf(String name, JsonNode value) {
        if (value.isString()) {
            return value.stringValue();
        }
        violation(name, "Input should be a valid string", "string_type");
        return "";
    }

    private ObjectNode objectOf(String name) {
        if (object.path(name) instanceof ObjectNode found) {
            return found;
        }
        violation(name, "Input should be a valid dictionary", "dict_type");
        return Json.object();
    }
}
