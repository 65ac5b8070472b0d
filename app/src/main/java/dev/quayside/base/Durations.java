package dev.quayside.base;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Time spans as people write them: `250ms`, `30s`, `1.5m`, `2h`, `7d`, or a bare number of seconds.
public final class Durations {
    private static final Pattern FORM = Pattern.compile("\\s*(\\d{1,12}(?:\\.\\d{1,6})?)\\s*(ms|s|m|h|d)?\\s*");
    private static final Map<String, BigDecimal> MILLIS = Map.of(
            "ms", BigDecimal.ONE,
            "s", BigDecimal.valueOf(1_000),
            "m", BigDecimal.valueOf(60_000),
            "h", BigDecimal.valueOf(3_600_000),
            "d", BigDecimal.valueOf(86_400_000));

    private Durations() {}

    /// Reads a time span, to the millisecond.
    ///
    /// @throws IllegalArgumentException if `text` has none of the forms above
    public static Duration parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "not a time span: '" + text + "'; write for example 250ms, 30s, 5m, 2h, 7d or a number of seconds");
        }
        BigDecimal unit = MILLIS.get(form.group(2) == null ? "s" : form.group(2));
        BigDecimal millis = new BigDecimal(form.group(1)).multiply(unit);
        return Duration.ofMillis(millis.longValue());
    }

    /// Writes a time span for people, in its two largest units: `3.2 s`, `2 min 5 s`, `1 d 4 h`.
    public static String write(Duration span) {
        long millis = span.toMillis();
        if (millis < 1_000) {
            return millis + " ms";
        }
        if (millis < 60_000) {
            return BigDecimal.valueOf(millis, 3).setScale(1, java.math.RoundingMode.HALF_UP) + " s";
        }
        if (span.toHours() < 1) {
            return span.toMinutes() + " min " + span.toSecondsPart() + " s";
        }
        if (span.toDays() < 1) {
            return span.toHours() + " h " + span.toMinutesPart() + " min";
        }
        return span.toDays() + " d " + span.toHoursPart() + " h";
    }
}
