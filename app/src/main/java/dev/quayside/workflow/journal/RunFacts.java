package dev.quayside.workflow.journal;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What is fixed about a run from its birth.
///
/// @param depth how many runs are above it
/// @param executedBy who started it
/// @param worksFor whose files and other belongings it works with: a subject; empty for nobody's
/// @param parentToken by which the parent waits for its end
public record RunFacts(
        UUID id,
        UUID workflow,
        int version,
        int depth,
        @Nullable UUID parent,
        @Nullable String parentToken,
        @Nullable String executedBy,
        String worksFor,
        JsonNode inputs,
        Instant createdAt) {}
