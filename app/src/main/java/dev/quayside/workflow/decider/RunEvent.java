package dev.quayside.workflow.decider;

import dev.quayside.base.Problem;
import dev.quayside.step.Outcome;
import java.time.Instant;

/// What the [Decider] is told.
public sealed interface RunEvent {
    /// The run begins, or goes on after its entries were folded.
    record Woken() implements RunEvent {}

    /// A call came back.
    ///
    /// @param firstCalled when this attempt was called for the first time
    /// @param retryAt when to repeat it, should it be repeated; the driver draws the moment by chance
    record CallEnded(Call call, Outcome outcome, Instant firstCalled, Instant retryAt) implements RunEvent {}

    /// The items of a step were read.
    record ItemsRead(int step, int items) implements RunEvent {}

    /// The moment of a repeated or parked call has come.
    record Due(Call call) implements RunEvent {}

    /// Somebody completed the token of a parked call.
    record TokenCompleted(String token, Outcome outcome, Instant retryAt) implements RunEvent {}

    record PauseAsked(String by) implements RunEvent {}

    record ResumeAsked(String by) implements RunEvent {}

    record StopAsked(Entry.Stopping.Why why, Problem problem) implements RunEvent {}
}
