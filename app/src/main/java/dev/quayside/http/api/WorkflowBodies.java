package dev.quayside.http.api;

import dev.quayside.workflow.store.Workflow;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What requests and answers about workflows carry.
final class WorkflowBodies {
    private WorkflowBodies() {}

    /// A workflow to be stored.
    ///
    /// @param workflowDefinition steps and connections; docs/reference/workflows.md says all of it
    record WorkflowCreate(
            String name,
            @Nullable String description,
            ObjectNode workflowDefinition,
            @Nullable Boolean isActive,
            @Nullable Boolean isScheduled) {}

    /// What to change of a workflow; what is left out stays.
    record WorkflowUpdate(
            @Nullable String name,
            @Nullable String description,
            @Nullable ObjectNode workflowDefinition,
            @Nullable Boolean isActive,
            @Nullable Boolean isScheduled) {}

    /// A workflow.
    ///
    /// @param version of the definition, counted from 1
    record WorkflowView(
            UUID id,
            String name,
            @Nullable String description,
            JsonNode workflowDefinition,
            boolean isActive,
            boolean isScheduled,
            @Nullable String createdBy,
            Instant createdAt,
            Instant updatedAt,
            int version) {
        static WorkflowView of(Workflow workflow) {
            return new WorkflowView(
                    workflow.id(),
                    workflow.name(),
                    workflow.description(),
                    workflow.definition(),
                    workflow.active(),
                    workflow.scheduled(),
                    workflow.createdBy(),
                    workflow.createdAt(),
                    workflow.updatedAt(),
                    workflow.version());
        }
    }

    /// A list of workflows, the newest first.
    record WorkflowList(long total, List<WorkflowView> items, int skip, int limit) {}

    /// What became of a workflow file.
    ///
    /// @param changed whether anything is other than before
    record Applied(WorkflowView workflow, boolean created, boolean changed) {}

    /// A version of a definition.
    record VersionView(
            int version, Instant createdAt, @Nullable String createdBy) {
        static VersionView of(Workflow.Version version) {
            return new VersionView(version.version(), version.createdAt(), version.createdBy());
        }
    }

    /// All versions, the newest first.
    record VersionList(List<VersionView> items) {}

    /// A version with its definition.
    record VersionDefinition(int version, JsonNode workflowDefinition) {}

    /// What differs between two versions.
    record DiffView(int from, int to, List<DiffLine> changes) {}

    /// One difference.
    ///
    /// @param op `add`, `remove` or `replace`
    /// @param path JSON pointer; steps go by their ids: `/steps/fetch/config/url`
    record DiffLine(
            String op,
            String path,
            @Nullable JsonNode before,
            @Nullable JsonNode after) {}

    /// A definition that could be run.
    ///
    /// @param order the ids of the steps, in an order in which they could run
    record ValidView(boolean valid, int steps, List<String> order, List<String> entries) {}
}
