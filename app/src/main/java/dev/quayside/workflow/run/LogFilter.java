package dev.quayside.workflow.run;

import dev.quayside.step.StepContext.Level;
import org.jspecify.annotations.Nullable;

/// Which lines of a run's log are wanted, and in what order.
///
/// @param after only lines with higher numbers
/// @param text only lines whose message holds it, in any case
public record LogFilter(
        @Nullable Level level,
        @Nullable String stepId,
        @Nullable String text,
        int after,
        boolean oldestFirst) {
    /// All lines as they were written.
    public static LogFilter after(int number) {
        return new LogFilter(null, null, null, number, true);
    }
}
