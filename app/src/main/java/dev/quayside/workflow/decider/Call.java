package dev.quayside.workflow.decider;

/// One call of a step.
///
/// @param step place in the plan
/// @param item place in the step's `for_each` items, from 0; -1 for the step itself
/// @param attempt from 1
public record Call(int step, int item, int attempt) {
    /// What [#item] is for a step that is not called for items.
    public static final int WHOLE = -1;

    Call next() {
        return new Call(step, item, attempt + 1);
    }
}
