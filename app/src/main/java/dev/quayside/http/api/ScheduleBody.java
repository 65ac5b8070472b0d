package dev.quayside.http.api;

import dev.quayside.http.message.Fields;
import dev.quayside.workflow.trigger.Draft;
import dev.quayside.workflow.trigger.Missed;
import dev.quayside.workflow.trigger.Overlap;
import dev.quayside.workflow.trigger.Timing;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What requests about schedules carry, and how it is read.
final class ScheduleBody {
    /// What makes a schedule; all but one of `cron_expression` and `interval_seconds` may be left out.
    record Create(
            @Nullable UUID workflowId,
            @Nullable String name,
            @Nullable String description,
            @Nullable String kind,
            @Nullable String cronExpression,
            @Nullable Long intervalSeconds,
            @Nullable String timezone,
            @Nullable ObjectNode executionInputs,
            @Nullable Boolean isActive,
            @Nullable String missed,
            @Nullable String overlap) {}

    /// What changes one; what is left out stays.
    record Update(
            @Nullable String name,
            @Nullable String description,
            @Nullable String kind,
            @Nullable String cronExpression,
            @Nullable Long intervalSeconds,
            @Nullable String timezone,
            @Nullable ObjectNode executionInputs,
            @Nullable Boolean isActive,
            @Nullable String missed,
            @Nullable String overlap) {}

    /// A stretch of time.
    record Backfill(Instant from, Instant to, @Nullable Integer limit) {}

    /// A timing to try out.
    record Preview(
            @Nullable String cronExpression,
            @Nullable Long intervalSeconds,
            @Nullable String timezone,
            @Nullable Integer count) {}

    private static final List<String> KINDS = List.of("cron", "interval", "manual");
    private static final List<String> MISSED =
            Arrays.stream(Missed.values()).map(Missed::word).toList();
    private static final List<String> OVERLAP =
            Arrays.stream(Overlap.values()).map(Overlap::word).toList();

    private final Fields fields;

    ScheduleBody(Fields fields) {
        this.fields = fields;
    }

    /// A new schedule of `workflow`.
    ///
    /// @throws dev.quayside.http.message.InvalidRequest if it cannot be understood
    Draft create(String workflow) {
        if (given("workflow_id") && !workflow.equals(fields.text("workflow_id"))) {
            fields.refuse("workflow_id", "it must be the workflow of the path, or left out");
        }
        String kind = kind(given("interval_seconds") ? "interval" : "cron");
        if (kind.equals("cron") && !given("cron_expression")) {
            String _ = fields.text("cron_expression");
        }
        if (kind.equals("interval") && !given("interval_seconds")) {
            fields.violation("interval_seconds", "Field required", "missing");
        }
        Draft draft = changed(Draft.of(timing(kind, new Timing.ByHand())));
        fields.check();
        return draft;
    }

    /// A schedule as it is to be after a change; may be asked for several times.
    ///
    /// @throws dev.quayside.http.message.InvalidRequest if it cannot be understood
    Draft update(Draft before) {
        String kind = kind(
                given("interval_seconds")
                        ? "interval"
                        : given("cron_expression") ? "cron" : before.timing().kind());
        if (!kind.equals(before.timing().kind())) {
            requireTiming(kind);
        }
        Draft draft = changed(before.withTiming(timing(kind, before.timing())));
        fields.check();
        return draft;
    }

    private void requireTiming(String kind) {
        String needed = kind.equals("cron") ? "cron_expression" : "interval_seconds";
        if (!kind.equals("manual") && !given(needed)) {
            fields.violation(needed, "Field required", "missing");
        }
    }

    /// A timing to try out.
    Timing preview() {
        String kind = kind(given("interval_seconds") ? "interval" : "cron");
        requireTiming(kind);
        Timing timing = timing(kind, new Timing.ByHand());
        fields.check();
        return timing;
    }

    String timezone(String otherwise) {
        return given("timezone") ? fields.text("timezone") : otherwise;
    }

    int number(String name, int otherwise, int most) {
        Long number = fields.numberOrNull(name, 1, most);
        fields.check();
        return number == null ? otherwise : number.intValue();
    }

    /// A moment that must be there.
    Instant moment(String name) {
        String text = fields.text(name);
        fields.check();
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            fields.refuse(name, "it must be a moment with an offset, as 2026-01-31T08:00:00Z");
            fields.check();
            throw e;
        }
    }

    private Draft changed(Draft before) {
        return new Draft(
                fields.has("name") ? fields.textOrNull("name") : before.name(),
                fields.has("description") ? fields.textOrNull("description") : before.description(),
                before.timing(),
                timezone(before.timezone()),
                given("execution_inputs") ? fields.object("execution_inputs") : before.inputs(),
                given("is_active") ? fields.flag("is_active", true) : before.active(),
                given("missed")
                        ? Missed.find(fields.choice("missed", MISSED.getFirst(), MISSED))
                                .orElseThrow()
                        : before.missed(),
                given("overlap")
                        ? Overlap.find(fields.choice("overlap", OVERLAP.getFirst(), OVERLAP))
                                .orElseThrow()
                        : before.overlap());
    }

    private String kind(String otherwise) {
        String kind = given("kind") ? fields.choice("kind", otherwise, KINDS) : otherwise;
        if (!kind.equals("cron") && given("cron_expression")) {
            fields.refuse("cron_expression", "a schedule of the kind " + kind + " has none");
        }
        if (!kind.equals("interval") && given("interval_seconds")) {
            fields.refuse("interval_seconds", "a schedule of the kind " + kind + " has none");
        }
        return kind;
    }

    private Timing timing(String kind, Timing before) {
        return switch (kind) {
            case "cron" -> given("cron_expression") ? new Timing.OnCron(fields.text("cron_expression")) : before;
            case "interval" -> {
                Long seconds = fields.numberOrNull("interval_seconds", 1, Integer.MAX_VALUE);
                yield seconds == null ? before : new Timing.Every(seconds);
            }
            default -> new Timing.ByHand();
        };
    }

    /// Whether a field is there and not null.
    private boolean given(String name) {
        return fields.has(name) && !fields.raw(name).isNull();
    }
}
