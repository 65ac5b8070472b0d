package dev.quayside.http.api;

import dev.quayside.base.Problem;
import dev.quayside.workflow.decider.RunStatus;
import dev.quayside.workflow.journal.Run;
import dev.quayside.workflow.run.StepView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What requests and answers about executions carry.
final class ExecutionBodies {
    private ExecutionBodies() {}

    /// What a run begins with.
    record ExecutionCreate(@Nullable ObjectNode inputs) {}

    /// Where a repetition begins.
    ///
    /// @param fromStep the step to begin with, and all after it; without it, what did not succeed
    record ExecutionRerun(@Nullable String fromStep) {}

    /// An execution.
    ///
    /// @param status `pending`, `running`, `completed`, `failed` or `cancelled`
    /// @param executionOutputs by step, once it has ended
    /// @param errorMessage of the step that failed first
    /// @param paused whether it is told to make no new steps
    /// @param workflowVersion of the definition that it runs
    /// @param errorCode stable, for programs
    /// @param worksFor whose files its steps see; not always who started it
    record ExecutionView(
            UUID id,
            UUID workflowId,
            String status,
            Instant startedAt,
            @Nullable Instant completedAt,
            JsonNode executionInputs,
            @Nullable JsonNode executionOutputs,
            @Nullable String errorMessage,
            @Nullable String executedBy,
            boolean paused,
            int workflowVersion,
            @Nullable String errorCode,
            String worksFor) {
        static ExecutionView of(Run run, @Nullable JsonNode outputs) {
            Problem problem = run.problem();
            return new ExecutionView(
                    run.id(),
                    run.workflow(),
                    run.status().word(),
                    run.createdAt(),
                    run.endedAt(),
                    run.inputs(),
                    outputs,
                    problem == null ? null : problem.detail(),
                    run.executedBy(),
                    run.status() == RunStatus.PAUSED,
                    run.version(),
                    problem == null ? null : problem.code(),
                    run.worksFor());
        }
    }

    /// A list of executions, the newest first.
    record ExecutionList(long total, List<ExecutionView> items, int skip, int limit) {}

    /// How a step of an execution stands.
    ///
    /// @param status `pending`, `running`, `waiting`, `retrying`, `succeeded`, `failed`, `skipped` or `cancelled`
    /// @param durationSeconds from its first call to its end
    /// @param attempts how often it was called
    /// @param items of a `for_each`
    /// @param progress what it said last of how far it is, while it is under way
    record StepLine(
            String id,
            String name,
            String type,
            String status,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable Double durationSeconds,
            int attempts,
            @Nullable Integer items,
            @Nullable Integer itemsDone,
            @Nullable String branch,
            @Nullable String reason,
            @Nullable String error,
            @Nullable String errorCode,
            @Nullable ProgressView progress,
            boolean reused) {
        static StepLine of(StepView step) {
            Instant began = step.startedAt();
            Instant ended = step.endedAt();
            Problem problem = step.problem();
            return new StepLine(
                    step.id(),
                    step.name(),
                    step.type(),
                    step.status(),
                    began,
                    ended,
                    began == null || ended == null
                            ? null
                            : Duration.between(began, ended).toNanos() / 1e9,
                    step.attempts(),
                    step.items(),
                    step.itemsDone(),
                    step.branch(),
                    step.reason(),
                    problem == null ? null : problem.detail(),
                    problem == null ? null : problem.code(),
                    ProgressView.of(step),
                    step.reused());
        }
    }

    /// The steps of an execution in the order of the definition.
    record StepList(UUID executionId, String status, List<StepLine> items) {}

    /// Why an execution is where it is, in words.
    record WhyView(UUID executionId, String status, String why) {}
}
