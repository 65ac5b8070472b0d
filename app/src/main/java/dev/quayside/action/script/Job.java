package dev.quayside.action.script;

import dev.quayside.base.Json;
import java.time.Duration;
import tools.jackson.databind.node.ObjectNode;

/// One script to run, with its bounds. Immutable.
record Job(String code, ObjectNode input, Duration timeout, long memoryBytes, long maxOutputBytes) {
    /// Code and input, as a worker reads them.
    byte[] payload() {
        return Json.writeBytes(Json.object().put("code", code).set("input", input));
    }
}
