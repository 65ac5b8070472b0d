package dev.quayside.workflow.decider;

import dev.quayside.base.Problem;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One piece of work: a step, or one item of it.
final class Unit {
    /// Where one call, or the wait for it, stands.
    enum Status {
        IDLE,
        /// Waits for a free place.
        READY,
        CALLING,
        RETRYING,
        PARKED,
        SUCCEEDED,
        FAILED,
        CANCELLED
    }

    final int step;
    final int item;
    Status status = Status.IDLE;
    int attempt = 1;

    @Nullable
    Instant due;

    @Nullable
    Instant firstCalled;

    @Nullable
    String token;

    @Nullable
    JsonNode output;

    @Nullable
    Problem problem;

    Unit(int step, int item) {
        this.step = step;
        this.item = item;
    }

    Call call() {
        return new Call(step, item, attempt);
    }

    boolean open() {
        return status.compareTo(Status.SUCCEEDED) < 0;
    }
}
