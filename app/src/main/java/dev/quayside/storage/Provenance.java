package dev.quayside.storage;

import org.jspecify.annotations.Nullable;

/// Where a file comes from. Immutable.
///
/// @param derivedFrom the id of the file that it was made from; null for one that came from outside
/// @param run the run that made it; null for none
/// @param connector the connector that brought it; null for none
public record Provenance(
        @Nullable Long derivedFrom,
        @Nullable String run,
        @Nullable String connector) {
    /// Somebody uploaded it.
    public static final Provenance UPLOADED = new Provenance(null, null, null);
}
