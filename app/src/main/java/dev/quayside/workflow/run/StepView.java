package dev.quayside.workflow.run;

import dev.quayside.base.Problem;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How a step of a run stands, for people and programs that watch. Immutable.
///
/// @param status `pending`, `running`, `waiting`, `retrying`, `succeeded`, `failed`, `skipped` or `cancelled`
/// @param startedAt when it was first called; null if it never was
/// @param endedAt null if it has not ended
/// @param attempts how often it was called; for a `for_each`, over all items
/// @param items how many items a `for_each` has; null for a step that is called once
/// @param itemsDone how many of them have ended
/// @param branch the branch that its output chose
/// @param reason why it was skipped, or what it waits for
/// @param problem why it failed, or failed last
/// @param progress how far it says it is, while it is under way; null if it said nothing
/// @param reused whether its output was taken over from the run that this one repeats
public record StepView(
        String id,
        String name,
        String type,
        String status,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        int attempts,
        @Nullable Integer items,
        @Nullable Integer itemsDone,
        @Nullable String branch,
        @Nullable String reason,
        @Nullable Problem problem,
        @Nullable StepProgress progress,
        boolean reused) {}
