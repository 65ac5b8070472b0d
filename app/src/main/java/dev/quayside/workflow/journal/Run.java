package dev.quayside.workflow.journal;

import dev.quayside.base.Problem;
import dev.quayside.workflow.decider.RunStatus;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A run as its row tells it. Immutable.
///
/// @param version of the workflow's definition; it never changes for a run
/// @param executedBy who started it
/// @param worksFor whose files and other belongings it works with: a subject; empty for nobody's
/// @param parent the run that started this one as one of its steps
/// @param owner the node that has it in memory
/// @param wakeAt when it may be claimed; null if it is with a node, waits for a token only, is paused or has ended
/// @param problem why it did not complete
public record Run(
        UUID id,
        UUID workflow,
        int version,
        RunStatus status,
        Instant createdAt,
        @Nullable Instant endedAt,
        @Nullable String executedBy,
        String worksFor,
        @Nullable UUID parent,
        @Nullable Long owner,
        @Nullable Instant wakeAt,
        JsonNode inputs,
        @Nullable Problem problem) {}
