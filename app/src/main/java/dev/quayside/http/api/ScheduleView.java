package dev.quayside.http.api;

import dev.quayside.workflow.trigger.Draft;
import dev.quayside.workflow.trigger.Schedule;
import dev.quayside.workflow.trigger.Schedules;
import dev.quayside.workflow.trigger.Timing;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// A schedule as the API shows it; what the fields mean is said in docs/reference/schedules.md.
record ScheduleView(
        UUID id,
        UUID workflowId,
        @Nullable String name,
        @Nullable String description,
        String kind,
        @Nullable String cronExpression,
        @Nullable Long intervalSeconds,
        String timezone,
        ObjectNode executionInputs,
        boolean isActive,
        String missed,
        String overlap,
        @Nullable String createdBy,
        String worksFor,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant nextRunAt,
        @Nullable Instant lastRunAt,
        @Nullable UUID lastRunId,
        @Nullable String lastError,
        @Nullable Instant lastErrorAt,
        long skipped) {
    static ScheduleView of(Schedule schedule) {
        Draft draft = schedule.draft();
        return new ScheduleView(
                schedule.id(),
                schedule.workflow(),
                draft.name(),
                draft.description(),
                draft.timing().kind(),
                draft.timing() instanceof Timing.OnCron(String expression) ? expression : null,
                draft.timing() instanceof Timing.Every(long seconds) ? (Long) seconds : null,
                draft.timezone(),
                draft.inputs(),
                draft.active(),
                draft.missed().word(),
                draft.overlap().word(),
                schedule.createdBy(),
                schedule.worksFor(),
                schedule.createdAt(),
                schedule.updatedAt(),
                schedule.nextRunAt(),
                schedule.lastRunAt(),
                schedule.lastRunId(),
                schedule.lastError(),
                schedule.lastErrorAt(),
                schedule.skipped());
    }

    /// A part of a list of schedules.
    record ScheduleList(long total, List<ScheduleView> items, int skip, int limit) {}

    /// Moments at which a schedule fires.
    record Times(String timezone, List<Time> times) {
        static Times of(String timezone, List<Instant> moments) {
            ZoneId zone = ZoneId.of(timezone);
            return new Times(
                    timezone,
                    moments.stream()
                            .map(moment -> new Time(
                                    moment, DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(moment.atZone(zone))))
                            .toList());
        }
    }

    /// One moment.
    ///
    /// @param local the same on the clocks of the schedule's zone
    record Time(Instant at, String local) {}

    /// A run that was started.
    ///
    /// @param known whether the same `Idempotency-Key` had started it before
    record Started(UUID scheduleId, UUID executionId, boolean known) {}

    /// What a back-fill starts.
    ///
    /// @param started how many runs
    /// @param known fire times that had one
    /// @param limited whether fire times are left
    /// @param next the first of those that are left
    /// @param times the fire times whose runs are started, the oldest first
    record Backfilled(
            int started,
            int known,
            boolean limited,
            @Nullable Instant next,
            List<Instant> times) {
        static Backfilled of(Schedules.Backfilled.Done done) {
            return new Backfilled(done.started().size(), done.known(), done.limited(), done.rest(), done.started());
        }
    }
}
