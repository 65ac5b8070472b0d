package dev.quayside.workflow.trigger;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A schedule as its row tells it. Immutable.
///
/// @param worksFor whose files its runs work with: a subject; empty for nobody's
/// @param revision counts what people changed; 1 at first
/// @param countedFrom what the fire times of an interval are counted from
/// @param nextRunAt when it fires next by itself; null while it does not
/// @param lastRunAt when it last started a run
/// @param lastError why its last fire started no run; null if it did
/// @param skipped how many fires were left out because a run had not ended
public record Schedule(
        UUID id,
        UUID workflow,
        Draft draft,
        Instant createdAt,
        Instant updatedAt,
        @Nullable String createdBy,
        String worksFor,
        int revision,
        Instant countedFrom,
        @Nullable Instant nextRunAt,
        @Nullable Instant lastRunAt,
        @Nullable UUID lastRunId,
        @Nullable String lastError,
        @Nullable Instant lastErrorAt,
        long skipped) {
    /// Who starts its runs: what their `executed_by` says.
    public String starter() {
        return "scheduler:" + id;
    }
}
