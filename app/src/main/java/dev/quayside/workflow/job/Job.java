package dev.quayside.workflow.job;

import dev.quayside.base.Problem;
import dev.quayside.workflow.decider.RunStatus;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One operation on one document, and how it stands. Immutable, as long as nobody changes the JSON inside.
///
/// @param id of its run
/// @param file that it works on
/// @param owner for whom it works
/// @param result what came of it; null as long as it is under way, and if it failed
/// @param problem why it failed; null if it did not
public record Job(
        UUID id,
        Operation operation,
        long file,
        String owner,
        RunStatus status,
        Instant created,
        @Nullable Instant ended,
        @Nullable JsonNode result,
        @Nullable Problem problem) {}
