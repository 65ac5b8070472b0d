package dev.quayside.workflow.store;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A workflow with the newest version of its definition. Immutable.
///
/// @param version of the definition; counts from 1
/// @param active whether runs may be started
/// @param scheduled whether an active schedule starts runs
/// @param createdBy who stored it first
/// @param revision counts every change, also those that leave the definition alone
public record Workflow(
        UUID id,
        String name,
        @Nullable String description,
        int version,
        JsonNode definition,
        boolean active,
        boolean scheduled,
        @Nullable String createdBy,
        Instant createdAt,
        Instant updatedAt,
        int revision) {
    /// Its newest version.
    public WorkflowVersion newest() {
        return new WorkflowVersion(id, version);
    }

    /// A version as lists show it.
    public record Version(
            int version, Instant createdAt, @Nullable String createdBy) {}

    /// What is to be stored.
    public record Draft(
            String name, @Nullable String description, JsonNode definition, boolean active, boolean scheduled) {}

    /// What is to be changed; null stays as it is.
    ///
    /// @param description what to set it to; a missing node to leave it
    public record Change(
            @Nullable String name,
            JsonNode description,
            @Nullable JsonNode definition,
            @Nullable Boolean active,
            @Nullable Boolean scheduled) {}

    /// Which workflows to list.
    ///
    /// @param name a part of the name, in any case
    public record Filter(
            @Nullable String name,
            @Nullable Boolean active,
            @Nullable Boolean scheduled) {}
}
