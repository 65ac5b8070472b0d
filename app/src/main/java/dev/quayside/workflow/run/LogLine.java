package dev.quayside.workflow.run;

import dev.quayside.step.StepContext.Level;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// One line of a run's log: a journal row in words.
///
/// @param number counts from 1 in every run, without gaps
/// @param step the step it is about, if it is about one
/// @param startedAt when the call that this line ends began; null if it ends none
/// @param summary of the output, on a line that tells of a completed step; null on others. See [OutputSummary]
/// @param metadata more about it, for programs
public record LogLine(
        int number,
        Instant at,
        Level level,
        Type type,
        String message,
        @Nullable Step step,
        @Nullable Instant startedAt,
        @Nullable ObjectNode summary,
        ObjectNode metadata) {
    /// The step that a line is about.
    ///
    /// @param type the name of its step type
    /// @param item the item of a `for_each`, from 0; -1 for none
    public record Step(String id, String name, String type, int item) {}

    public @Nullable String stepId() {
        return step == null ? null : step.id();
    }

    public @Nullable String stepName() {
        return step == null ? null : step.name();
    }

    /// The item of a `for_each` that it is about, from 0; -1 for none.
    public int item() {
        return step == null ? -1 : step.item();
    }

    /// What a line tells of.
    public enum Type {
        RUN_ACCEPTED,
        RUN_RECOVERED,
        RUN_PAUSED,
        RUN_RESUMED,
        RUN_STOPPING,
        RUN_HANDLING,
        RUN_ENDED,
        STEP_STARTED,
        STEP_COMPLETED,
        STEP_FAILED,
        STEP_RETRYING,
        STEP_SKIPPED,
        STEP_WAITING,
        STEP_EXPANDED,
        STEP_CANCELLED,
        STEP_REUSED,
        STEP_PROGRESS,
        LOG
    }
}
