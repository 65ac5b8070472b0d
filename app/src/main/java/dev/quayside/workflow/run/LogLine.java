package dev.quayside.workflow.run;

import dev.quayside.step.StepContext.Level;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// One line of a run's log: a journal row in words.
///
/// @param number counts from 1 in every run, without gaps
/// @param stepId the step it is about, if it is about one
/// @param item the item of a `for_each`, from 0; -1 for none
/// @param metadata more about it, for programs
public record LogLine(
        int number,
        Instant at,
        Level level,
        Type type,
        String message,
        @Nullable String stepId,
        @Nullable String stepName,
        int item,
        ObjectNode metadata) {
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
