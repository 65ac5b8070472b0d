package dev.quayside.identity.audit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Which entries are wanted; what is null is not asked for. Immutable.
///
/// @param start the earliest moment, `end` the latest, both included
/// @param resourceId of any of the things that were touched
public record AuditFilter(
        @Nullable String type,
        @Nullable String user,
        @Nullable Instant start,
        @Nullable Instant end,
        @Nullable String resourceId) {
    public static final AuditFilter ALL = new AuditFilter(null, null, null, null, null);
}
