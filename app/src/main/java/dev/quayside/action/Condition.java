package dev.quayside.action;

import dev.quayside.base.ProblemException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Tells whether a condition of a workflow holds, once its templates are resolved.
///
/// A condition is `true`, `false` or one of these words as a text; or `{left, op, right}`; or `{all: []}`, `{any: []}`,
/// `{not: ...}` over conditions. It is data, never a language: there is nothing to evaluate and nothing to escape from.
final class Condition {
    static final List<String> OPERATORS = List.of("eq", "ne", "lt", "le", "gt", "ge", "contains", "matches", "exists");

    private Condition() {}

    /// Evaluates `condition`; a missing or null one holds.
    ///
    /// @throws ProblemException `condition.invalid`, `condition.uncomparable`, `condition.pattern-invalid` or
    ///     `condition.pattern-too-slow`
    static boolean holds(JsonNode condition) {
        if (condition.isMissingNode() || condition.isNull()) {
            return true;
        }
        if (condition.isBoolean()) {
            return condition.booleanValue();
        }
        if (condition.isString()) {
            return word(condition.stringValue());
        }
        if (condition.has("op")) {
            return compare(condition.path("left"), condition.path("op").asString(""), condition.path("right"));
        }
        if (condition.path("all").isArray()) {
            return StreamSupport.stream(condition.path("all").spliterator(), false)
                    .allMatch(Condition::holds);
        }
        if (condition.path("any").isArray()) {
            return StreamSupport.stream(condition.path("any").spliterator(), false)
                    .anyMatch(Condition::holds);
        }
        if (condition.has("not")) {
            return !holds(condition.path("not"));
        }
        throw invalid("Expected true, false, {left, op, right}, {all}, {any} or {not}, found " + kind(condition));
    }

    private static boolean word(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw invalid("A text as a condition must be true or false, found '" + cut(text)
                        + "'; to compare, write {left, op, right}");
        };
    }

    private static boolean compare(JsonNode left, String op, JsonNode right) {
        return switch (op) {
            case "eq" -> same(left, right);
            case "ne" -> !same(left, right);
            case "lt" -> order(left, right, op) < 0;
            case "le" -> order(left, right, op) <= 0;
            case "gt" -> order(left, right, op) > 0;
            case "ge" -> order(left, right, op) >= 0;
            case "contains" -> contains(left, right);
            case "matches" -> matches(left, right);
            case "exists" -> !absent(left);
            default -> throw invalid("There is no operator '" + cut(op) + "'; use one of " + OPERATORS);
        };
    }

    /// Equality of values: numbers by value whatever their spelling, objects whatever the order of their keys.
    private static boolean same(JsonNode left, JsonNode right) {
        if (absent(left) || absent(right)) {
            return absent(left) && absent(right);
        }
        if (left.isNumber() && right.isNumber()) {
            return left.decimalValue().compareTo(right.decimalValue()) == 0;
        }
        if (left.isArray() && right.isArray()) {
            return left.size() == right.size() && sameItems(left, right);
        }
        if (left.isObject() && right.isObject()) {
            return left.size() == right.size() && sameFields(left, right);
        }
        return left.equals(right);
    }

    private static boolean sameItems(JsonNode left, JsonNode right) {
        for (int i = 0; i < left.size(); i++) {
            if (!same(left.path(i), right.path(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameFields(JsonNode left, JsonNode right) {
        for (Map.Entry<String, JsonNode> field : left.properties()) {
            @Nullable JsonNode other = right.get(field.getKey());
            if (other == null || !same(field.getValue(), other)) {
                return false;
            }
        }
        return true;
    }

    private static int order(JsonNode left, JsonNode right, String op) {
        if (left.isNumber() && right.isNumber()) {
            BigDecimal value = left.decimalValue();
            return value.compareTo(right.decimalValue());
        }
        if (left.isString() && right.isString()) {
            return left.stringValue().compareTo(right.stringValue());
        }
        throw new ProblemException(
                "condition.uncomparable",
                "'" + op + "' compares two numbers or two texts; left is " + kind(left) + ", right is " + kind(right));
    }

    private static boolean contains(JsonNode left, JsonNode right) {
        if (left.isString() && right.isString()) {
            return left.stringValue().contains(right.stringValue());
        }
        if (left.isArray()) {
            return StreamSupport.stream(left.spliterator(), false).anyMatch(item -> same(item, right));
        }
        if (left.isObject() && right.isString()) {
            return left.has(right.stringValue());
        }
        if (absent(left)) {
            return false;
        }
        throw new ProblemException(
                "condition.uncomparable",
                "'contains' looks for a text in a text, an item in a list or a key in an object; left is " + kind(left)
                        + ", right is " + kind(right));
    }

    private static boolean matches(JsonNode left, JsonNode right) {
        if (absent(left)) {
            return false;
        }
        if (!left.isString() || !right.isString()) {
            throw new ProblemException(
                    "condition.uncomparable",
                    "'matches' needs a text on the left and a pattern on the right; left is " + kind(left)
                            + ", right is " + kind(right));
        }
        return new BoundedPattern(right.stringValue()).foundIn(left.stringValue());
    }

    private static boolean absent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }

    private static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> "a text";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            case ARRAY -> "a list";
            case OBJECT -> "an object";
            case NULL -> "null";
            default -> "missing";
        };
    }

    private static String cut(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "...";
    }

    private static ProblemException invalid(String detail) {
        return new ProblemException("condition.invalid", detail);
    }
}
