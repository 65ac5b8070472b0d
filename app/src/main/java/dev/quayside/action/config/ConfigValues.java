package dev.quayside.action.config;

import dev.quayside.base.Durations;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Reads time spans and sizes from a step's configuration.
public final class ConfigValues {
    private static final Pattern SIZE = Pattern.compile("\\s*(\\d{1,9}(?:\\.\\d{1,3})?)\\s*([a-z]*)\\s*");
    private static final Map<String, Long> UNITS = Map.of(
            "b", 1L, "kb", 1L << 10, "kib", 1L << 10, "mb", 1L << 20, "mib", 1L << 20, "gb", 1L << 30, "gib", 1L << 30);
    private static final BigDecimal MOST_SECONDS =
            BigDecimal.valueOf(Duration.ofDays(36_500).toSeconds());

    private ConfigValues() {}

    /// Tells whether `value` is a text with a template in it, so that nothing is known about it before a run.
    public static boolean isTemplate(JsonNode value) {
        return value.isString() && value.stringValue().contains("{{");
    }

    /// Reads a number of seconds, or a text as [Durations] takes it.
    ///
    /// @throws IllegalArgumentException if `value` is neither, is negative or longer than a hundred years
    public static Duration duration(JsonNode value) {
        if (value.isNumber()) {
            BigDecimal seconds = value.decimalValue();
            if (seconds.signum() < 0 || seconds.compareTo(MOST_SECONDS) > 0) {
                throw new IllegalArgumentException(
                        "not a time span: " + value + " seconds; it must be 0 to a hundred years");
            }
            return Duration.ofMillis(seconds.movePointRight(3).longValue());
        }
        if (!value.isString()) {
            throw new IllegalArgumentException(
                    "not a time span: " + value + "; write for example 30s, or a number of seconds");
        }
        Duration span = Durations.parse(value.stringValue());
        if (span.toSeconds() > MOST_SECONDS.longValue()) {
            throw new IllegalArgumentException(
                    "not a time span: '" + value.stringValue() + "' is over a hundred years");
        }
        return span;
    }

    /// Reads a size in bytes: a number of `unit`s, or a text such as `256MB` (multiples of 1,024), where a text without
    /// a unit counts as a number.
    ///
    /// @param unit what a bare number counts, in bytes
    /// @throws IllegalArgumentException if `value` is no size, or not above 0
    public static long bytes(JsonNode value, long unit) {
        Matcher form = SIZE.matcher(value.asString("").toLowerCase(Locale.ROOT));
        if (form.matches() && (value.isNumber() || value.isString())) {
            Long named = form.group(2).isEmpty() ? Long.valueOf(unit) : UNITS.get(form.group(2));
            if (named != null) {
                long bytes = new BigDecimal(form.group(1))
                        .multiply(BigDecimal.valueOf(named))
                        .longValue();
                if (bytes > 0) {
                    return bytes;
                }
            }
        }
        throw new IllegalArgumentException("not a size: " + value + "; write for example 500KB, 256MB or 1GB");
    }

    /// Writes a size for people, in the largest unit that divides it: `256 MB`.
    public static String writeBytes(long bytes) {
        if (bytes >= 1 << 20 && bytes % (1 << 20) == 0) {
            return (bytes >> 20) + " MB";
        }
        if (bytes >= 1 << 10 && bytes % (1 << 10) == 0) {
            return (bytes >> 10) + " KB";
        }
        return bytes + " bytes";
    }
}
