package dev.quayside.step;

import dev.quayside.base.Problem;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// How a call of a step ended.
///
/// Immutable, as long as nobody changes the JSON inside.
public sealed interface Outcome {
    /// The step is done.
    ///
    /// @param output what later steps may read; a text field `branch` in it chooses among conditional connections
    record Succeeded(JsonNode output) implements Outcome {}

    /// The step found that there was nothing to do; successors run as after a success with an empty output.
    record Skipped(String reason) implements Outcome {}

    /// The step did not work; if `retryable`, the same call may work later.
    record Failed(Problem problem, boolean retryable) implements Outcome {
        public Failed(String code, String detail, boolean retryable) {
            this(new Problem(code, detail), retryable);
        }
    }

    /// The step gave up its thread: it waits, without costing anything and across restarts.
    ///
    /// At least one of the two is given. Without a token the step is called again at `until`; with a token, whoever
    /// completes that token (see [StepContext#token]) decides the outcome, and `until` is the moment at which the
    /// step is called again all the same.
    record Parked(@Nullable Instant until, @Nullable String token) implements Outcome {
        public Parked {
            if (until == null && token == null) {
                throw new IllegalArgumentException("a parked step needs a time or a token to go on");
            }
        }

        /// Waits for a moment.
        public static Parked until(Instant moment) {
            return new Parked(moment, null);
        }

        /// Waits until someone completes `token`.
        public static Parked on(String token) {
            return new Parked(null, token);
        }
    }
}
