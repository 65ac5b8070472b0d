package dev.quayside.workflow.definition;

import dev.quayside.base.Durations;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads the fields of one object of a definition; what is of the wrong kind is reported and replaced by the default.
record Values(JsonNode object, String pointer, DefinitionErrors errors) {
    boolean requireObject() {
        if (object.isObject()) {
            return true;
        }
        errors.add(pointer, "Must be an object, not " + TemplateFunction.kind(object));
        return false;
    }

    /// The text under `key`, or null if it is absent.
    @Nullable
    String text(String key) {
        JsonNode value = object.path(key);
        if (value.isMissingNode()) {
            return null;
        }
        if (!value.isString()) {
            wrong(key, "a text", value);
            return null;
        }
        return value.stringValue();
    }

    /// Reports a value that is there and is neither a text nor null.
    void checkText(String key) {
        if (!object.path(key).isNull()) {
            text(key);
        }
    }

    boolean flag(String key) {
        JsonNode value = object.path(key);
        if (value.isMissingNode() || value.isNull() || value.isBoolean()) {
            return value.asBoolean(false);
        }
        wrong(key, "true or false", value);
        return false;
    }

    int number(String key, int least, int most, int otherwise) {
        JsonNode value = object.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.asInt() < least || value.asInt() > most) {
            wrong(key, "a whole number from " + least + " to " + most, value);
            return otherwise;
        }
        return value.asInt();
    }

    double share(String key, double otherwise) {
        JsonNode value = object.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (value.isBoolean()) {
            return value.booleanValue() ? 1 : 0;
        }
        if (!value.isNumber() || value.asDouble() < 0 || value.asDouble() > 1) {
            wrong(key, "true, false or a number from 0 to 1", value);
            return otherwise;
        }
        return value.asDouble();
    }

    /// A positive time span of at most a year, or null if it is absent.
    @Nullable
    Duration duration(String key) {
        JsonNode value = object.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        Duration span = span(value);
        if (span == null || span.isZero() || span.isNegative() || span.compareTo(Duration.ofDays(366)) > 0) {
            wrong(key, "a time span such as 30s or a number of seconds, more than 0 and at most 366d", value);
            return null;
        }
        return span;
    }

    /// Whether the value under `key` is a time span, zero included.
    boolean isSpan(String key) {
        Duration span = span(object.path(key));
        return span != null && !span.isNegative();
    }

    /// The span a text or a number of seconds stands for; null if it is neither.
    private static @Nullable Duration span(JsonNode value) {
        try {
            if (value.isNumber() && Math.abs(value.asDouble()) < 1e9) {
                return Duration.ofMillis(
                        value.decimalValue().multiply(BigDecimal.valueOf(1_000)).longValue());
            }
            return value.isString() ? Durations.parse(value.stringValue()) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    void wrong(String key, String wanted, JsonNode value) {
        String shown = value.toString();
        errors.add(
                DefinitionErrors.child(pointer, key),
                key + " must be " + wanted + ", not " + (shown.length() > 60 ? shown.substring(0, 60) + "..." : shown));
    }
}
