package dev.quayside.workflow.decider;

import dev.quayside.base.Problem;
import dev.quayside.step.StepContext.Level;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One thing that happened in a run, as the journal keeps it. A run's state is the fold of its entries, and the same
/// entries are its log.
public sealed interface Entry {
    /// The run was accepted.
    ///
    /// @param seed random text from which the tokens of the run's calls are made; never shown
    /// @param rerunOf the run that this one repeats, if any
    record Accepted(String seed, @Nullable String rerunOf) implements Entry {}

    /// A node took the run up.
    ///
    /// @param recovered whether the node that had it before died with it
    record Claimed(String node, boolean recovered) implements Entry {}

    /// A call is under way; written only where it tells something, see [JournalWriter].
    record Started(Call call) implements Entry {}

    /// A call succeeded; for an item, the step goes on.
    record Succeeded(Call call, JsonNode output) implements Entry {}

    /// A step's output was taken over from the run that this one repeats.
    record Reused(int step, JsonNode output) implements Entry {}

    /// A call failed for good.
    record Failed(Call call, Problem problem) implements Entry {}

    /// A call failed and is repeated at `next`.
    record Retrying(Call call, Problem problem, Instant next) implements Entry {}

    /// A step was never called.
    record Skipped(int step, Reason reason) implements Entry {
        public enum Reason {
            BRANCH_CONDITION_NOT_MET,
            UPSTREAM_SKIPPED,
            UPSTREAM_FAILED
        }
    }

    /// A call gave up its thread until a moment or a token.
    record Parked(
            Call call, @Nullable Instant until, @Nullable String token, Instant firstCalled) implements Entry {}

    /// A step's items are known.
    record Expanded(int step, int items) implements Entry {}

    /// All items of a step succeeded; the step's output is the list of theirs.
    record Gathered(int step) implements Entry {}

    /// A call was cut off because the run stops.
    record Cancelled(Call call) implements Entry {}

    record Paused(String by) implements Entry {}

    record Resumed(String by) implements Entry {}

    /// No new calls are made; those under way are told to stop.
    record Stopping(Why why, Problem problem) implements Entry {
        public enum Why {
            CANCELLED,
            TIMED_OUT,
            CRITICAL,
            POISON
        }
    }

    /// The steps of `on_error` begin.
    record Handling() implements Entry {}

    /// The run is over: the last entry, after which nothing comes.
    record Ended(RunStatus status, @Nullable Problem problem) implements Entry {}

    /// A line that a step wrote.
    record Log(int step, int item, Level level, String message) implements Entry {}

    /// How far a call is.
    record Progress(Call call, long done, long total, String unit) implements Entry {}
}
