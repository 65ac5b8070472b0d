package dev.quayside.action;

import dev.quayside.action.config.ConfigValues;
import dev.quayside.base.Json;
import dev.quayside.step.ConfigKey;
import dev.quayside.step.Outcome;
import dev.quayside.step.Step;
import dev.quayside.step.StepContext;
import dev.quayside.step.StepType;
import dev.quayside.step.StepType.Report;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// The step `delay`: parks until a moment has come, at no cost while it waits. Immutable.
final class DelayStep implements Step {
    private final InstantSource clock;

    DelayStep(InstantSource clock) {
        this.clock = clock;
    }

    StepType type() {
        return new StepType(
                "delay",
                "Waits for a time span or until a moment.",
                List.of(
                        ConfigKey.optional(
                                "seconds",
                                ConfigKey.Kind.DURATION,
                                "How long to wait: a number of seconds, or 90s, 5m, 2h, 7d."),
                        ConfigKey.optional(
                                "until",
                                ConfigKey.Kind.TEXT,
                                "The moment to wait for, such as 2026-05-01T08:00:00Z or 2026-05-01T10:00:00+02:00.")),
                Duration.ofMinutes(1),
                DelayStep::check,
                this);
    }

    @Override
    public Outcome run(StepContext context) {
        Instant due;
        try {
            due = due(context.config(), context.firstCalled());
        } catch (IllegalArgumentException e) {
            return new Outcome.Failed("delay.invalid", "Cannot wait: " + e.getMessage(), false);
        }
        if (clock.instant().isBefore(due)) {
            return Outcome.Parked.until(due);
        }
        Duration waited = Duration.between(context.firstCalled(), due);
        return new Outcome.Succeeded(Json.object().put("waited_seconds", seconds(waited)));
    }

    private static Instant due(JsonNode config, Instant firstCalled) {
        if (config.has("seconds")) {
            return firstCalled.plus(ConfigValues.duration(config.path("seconds")));
        }
        return moment(config.path("until").asString(""));
    }

    private static Instant moment(String text) {
        try {
            return OffsetDateTime.parse(text.strip()).toInstant();
        } catch (DateTimeParseException _) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a moment with a time zone, such as 2026-05-01T08:00:00Z");
        }
    }

    private static BigDecimal seconds(Duration waited) {
        long millis = Math.max(0, waited.toMillis());
        return millis % 1_000 == 0
                ? BigDecimal.valueOf(millis / 1_000)
                : BigDecimal.valueOf(millis, 3).stripTrailingZeros();
    }

    private static void check(JsonNode config, Report report) {
        if (config.has("seconds") == config.has("until")) {
            report.error("", "needs exactly one of 'seconds' and 'until'");
        }
        checkValue(config, "seconds", report);
        checkValue(config, "until", report);
    }

    private static void checkValue(JsonNode config, String key, Report report) {
        if (!config.has(key) || ConfigValues.isTemplate(config.path(key))) {
            return;
        }
        try {
            due(Json.object().set(key, config.path(key)), Instant.EPOCH);
        } catch (IllegalArgumentException e) {
            report.error("/" + key, String.valueOf(e.getMessage()));
        }
    }
}
