package dev.quayside.action.script;

import java.nio.ByteBuffer;
import tools.jackson.databind.JsonNode;

/// How a script ended, as its worker tells it.
sealed interface Ending {
    /// The worker told.
    ///
    /// @param result as in [Frame]
    /// @param report `stopped` (`timeout`, `memory` or null), `signal`, `status`, `dropped` (lines), `reusable`
    record Told(ByteBuffer result, JsonNode report) implements Ending {}

    /// The worker did not keep to the time and was killed.
    record Overdue() implements Ending {}

    /// The worker is gone.
    ///
    /// @param status its exit status
    record Lost(int status) implements Ending {}

    /// Tells whether the worker may run another script.
    default boolean reusable() {
        return this instanceof Told told && told.report().path("reusable").asBoolean(false);
    }
}
