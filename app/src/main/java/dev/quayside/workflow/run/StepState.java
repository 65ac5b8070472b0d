package dev.quayside.workflow.run;

import dev.quayside.base.Problem;
import dev.quayside.workflow.definition.Plan.PlannedStep;
import org.jspecify.annotations.Nullable;

/// One step with what its predecessors said so far.
final class StepState {
    /// Where one step stands.
    enum Status {
        PENDING,
        ACTIVE,
        SUCCEEDED,
        FAILED,
        SKIPPED,
        /// Never called, because a step before it failed.
        BLOCKED,
        CANCELLED
    }

    final PlannedStep plan;
    final Unit whole;
    Status status = Status.PENDING;
    Unit @Nullable [] items;
    int unresolved;
    int taken;
    int notTaken;
    int blocked;
    /// Items that were begun and are not over.
    int openItems;
    int nextItem;

    @Nullable
    Problem itemProblem;

    int failedItems;

    StepState(PlannedStep plan) {
        this.plan = plan;
        this.whole = new Unit(plan.index(), Call.WHOLE);
        this.unresolved = plan.incoming().size();
    }
}
