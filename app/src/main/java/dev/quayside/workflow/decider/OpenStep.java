package dev.quayside.workflow.decider;

import dev.quayside.base.Problem;
import dev.quayside.workflow.definition.Plan.PlannedStep;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A step that is under way or comes next.
///
/// @param items how many items it has; -1 if it is called once
/// @param itemsDone how many of them have ended
/// @param due when it goes on; null if it does not wait for a moment
/// @param problem why it failed the last time; null if it did not
public record OpenStep(
        PlannedStep plan,
        Wait until,
        int items,
        int itemsDone,
        @Nullable Instant due,
        @Nullable Problem problem) {
    /// What it waits for.
    public enum Wait {
        /// Its call, or its turn.
        CALL,
        /// Another attempt.
        RETRY,
        /// A moment, or an answer from outside.
        WAKING
    }

    static OpenStep of(StepState step) {
        Unit unit = step.whole;
        Wait wait =
                switch (unit.status) {
                    case RETRYING -> Wait.RETRY;
                    case PARKED -> Wait.WAKING;
                    default -> Wait.CALL;
                };
        int items = step.items == null ? -1 : step.items.length;
        int done = Math.max(0, items - (int) step.open().count());
        return new OpenStep(step.plan, wait, items, done, unit.due, unit.problem);
    }
}
