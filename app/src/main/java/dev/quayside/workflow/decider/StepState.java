package dev.quayside.workflow.decider;

import dev.quayside.base.Problem;
import dev.quayside.workflow.definition.Plan.PlannedStep;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One step with what its predecessors said so far.
final class StepState {
    final PlannedStep plan;
    final Unit whole;
    StepStatus status = StepStatus.PENDING;
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

    /// The step, or its items.
    private Stream<Unit> units() {
        return items == null ? Stream.of(whole) : Arrays.stream(items);
    }

    /// What of it is not over.
    Stream<Unit> open() {
        return units().filter(Unit::open);
    }

    /// When the first of its waiting calls is due; null if none waits for a moment.
    @Nullable
    Instant earliestDue() {
        return Stream.concat(Stream.of(whole), units())
                .map(unit -> unit.due)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }
}
