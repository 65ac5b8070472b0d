package dev.quayside.workflow.definition;

import dev.quayside.base.Json;
import dev.quayside.base.ProblemException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BigIntegerNode;
import tools.jackson.databind.node.DecimalNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.StringNode;

/// The functions that a template may pass a value through: this list and no other.
///
/// Every function works on a value in hand, looks at nothing else, and its result is bounded by its inputs.
enum TemplateFunction {
    DEFAULT(1),
    UPPER(0),
    LOWER(0),
    TRIM(0),
    LENGTH(0),
    TEXT(0),
    NUMBER(0),
    ROUND(1),
    JSON(0),
    FROM_JSON(0),
    JOIN(1),
    SPLIT(1),
    REPLACE(2),
    FIRST(0),
    LAST(0),
    KEYS(0),
    VALUES(0),
    UNIQUE(0),
    BASE64(0),
    BASE64_DECODE(0),
    URL_ENCODE(0);

    /// Longest text that a template makes, in characters.
    static final int MAX_LENGTH = 20_000_000;

    /// Most digits that [#ROUND] makes: fewer than JSON may hold, see [dev.quayside.base.Json].
    private static final int MAX_DIGITS = 900;

    private final int arguments;

    TemplateFunction(int arguments) {
        this.arguments = arguments;
    }

    /// The function as written in a template.
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    int arguments() {
        return arguments;
    }

    static Optional<TemplateFunction> find(String word) {
        return Arrays.stream(values()).filter(f -> f.word().equals(word)).findFirst();
    }

    static List<String> words() {
        return Arrays.stream(values()).map(TemplateFunction::word).toList();
    }

    /// @throws IllegalArgumentException if the function cannot work on `value`; the message says why
    JsonNode apply(JsonNode value, List<JsonNode> arguments) {
        return switch (this) {
            case DEFAULT -> value.isMissingNode() || value.isNull() ? arguments.getFirst() : value;
            case UPPER -> string(text(value).toUpperCase(Locale.ROOT));
            case LOWER -> string(text(value).toLowerCase(Locale.ROOT));
            case TRIM -> string(text(value).strip());
            case LENGTH ->
                IntNode.valueOf(value.isContainer() ? value.size() : text(value).length());
            case TEXT -> string(asText(value));
            case NUMBER -> number(value);
            case ROUND -> round(value, arguments.getFirst());
            case JSON -> string(Json.write(value));
            case FROM_JSON -> fromJson(text(value));
            case JOIN -> join(value, text(arguments.getFirst()));
            case SPLIT -> split(text(value), text(arguments.getFirst()));
            case REPLACE -> replace(text(value), text(arguments.getFirst()), text(arguments.get(1)));
            case FIRST -> list(value).path(0);
            case LAST -> list(value).path(value.size() - 1);
            case KEYS -> keys(value);
            case VALUES -> Json.mapper().createArrayNode().addAll(new ArrayList<>(value.values()));
            case UNIQUE -> unique(value);
            case BASE64 -> string(Base64.getEncoder().encodeToString(text(value).getBytes(StandardCharsets.UTF_8)));
            case BASE64_DECODE -> string(new String(Base64.getDecoder().decode(text(value)), StandardCharsets.UTF_8));
            case URL_ENCODE ->
                string(URLEncoder.encode(asText(value), StandardCharsets.UTF_8).replace("+", "%20"));
        };
    }

    /// The same value.
    ///
    /// @throws IllegalArgumentException if it is a text longer than [#MAX_LENGTH]
    static JsonNode bounded(JsonNode value) {
        if (value.isString()) {
            bounded(value.stringValue().length());
        }
        return value;
    }

    /// @throws IllegalArgumentException if a text of `length` characters is longer than [#MAX_LENGTH]
    static void bounded(long length) {
        if (length > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "the text is too long: " + length + " characters; templates make at most " + MAX_LENGTH);
        }
    }

    /// A value inside a longer text: texts as they are, everything else as JSON.
    static String asText(JsonNode value) {
        return value.isString() ? value.stringValue() : Json.write(value);
    }

    private static String text(JsonNode value) {
        if (!value.isString()) {
            throw new IllegalArgumentException("it needs a text, not " + kind(value));
        }
        return value.stringValue();
    }

    private static JsonNode list(JsonNode value) {
        if (!value.isArray()) {
            throw new IllegalArgumentException("it needs a list, not " + kind(value));
        }
        return value;
    }

    private static JsonNode string(String text) {
        return StringNode.valueOf(text);
    }

    private static JsonNode number(JsonNode value) {
        if (value.isNumber()) {
            return value;
        }
        String digits = text(value).strip();
        if (digits.length() > 100) {
            throw new IllegalArgumentException("a number of " + digits.length() + " digits is too long");
        }
        try {
            BigDecimal number = new BigDecimal(digits);
            boolean whole = number.scale() <= 0 && number.precision() - number.scale() <= 100;
            return whole ? BigIntegerNode.valueOf(number.toBigIntegerExact()) : DecimalNode.valueOf(number);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + digits + "' is not a number", e);
        }
    }

    private static JsonNode round(JsonNode value, JsonNode places) {
        BigDecimal number = number(value).decimalValue();
        int kept = Math.clamp(places.asInt(0), 0, 100);
        long whole = (long) number.precision() - number.scale();
        if (Math.abs((long) number.scale()) > 1_000 || whole + kept > MAX_DIGITS) {
            throw new IllegalArgumentException("the number is too large or too small to round");
        }
        return DecimalNode.valueOf(number.setScale(kept, RoundingMode.HALF_UP));
    }

    private static JsonNode fromJson(String text) {
        try {
            return dev.quayside.base.Json.parse(text);
        } catch (ProblemException e) {
            throw new IllegalArgumentException(e.problem().detail(), e);
        }
    }

    private static JsonNode join(JsonNode value, String separator) {
        List<String> parts = new ArrayList<>();
        list(value).forEach(item -> parts.add(asText(item)));
        return string(String.join(separator, parts));
    }

    private static JsonNode replace(String value, String from, String to) {
        long found = 0;
        if (from.isEmpty()) {
            found = value.length() + 1L;
        } else {
            for (int at = value.indexOf(from); at >= 0; at = value.indexOf(from, at + from.length())) {
                found++;
            }
        }
        bounded(value.length() + found * (to.length() - from.length()));
        return string(value.replace(from, to));
    }

    private static JsonNode split(String value, String separator) {
        ArrayNode parts = Json.mapper().createArrayNode();
        if (separator.isEmpty()) {
            throw new IllegalArgumentException("the separator must not be empty");
        }
        int from = 0;
        for (int at = value.indexOf(separator); at >= 0; at = value.indexOf(separator, from)) {
            parts.add(value.substring(from, at));
            from = at + separator.length();
        }
        return parts.add(value.substring(from));
    }

    private static JsonNode keys(JsonNode value) {
        if (!value.isObject()) {
            throw new IllegalArgumentException("it needs an object, not " + kind(value));
        }
        ArrayNode names = Json.mapper().createArrayNode();
        value.propertyNames().forEach(names::add);
        return names;
    }

    private static JsonNode unique(JsonNode value) {
        ArrayNode kept = Json.mapper().createArrayNode();
        list(value).valueStream().distinct().forEach(kept::add);
        return kept;
    }

    static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> "a text";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            case OBJECT -> "an object";
            case ARRAY -> "a list";
            case NULL -> "null";
            default -> "nothing";
        };
    }
}
