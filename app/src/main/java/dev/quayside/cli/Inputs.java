package dev.quayside.cli;

import dev.quayside.base.Json;
import dev.quayside.base.ProblemException;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// A run's inputs, as they are typed.
public final class Inputs {
    private Inputs() {}

    /// Reads `name=value` pairs. A value that is JSON counts as that, every other one as text: `n=3` is a number,
    /// `n="3"` and `name=Ada` are texts.
    ///
    /// @throws ProblemException `run.input-form` if a pair has no name
    public static ObjectNode parse(List<String> pairs) {
        ObjectNode inputs = Json.object();
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new ProblemException("run.input-form", "Write --input name=value, not '" + pair + "'");
            }
            inputs.set(pair.substring(0, equals), value(pair.substring(equals + 1)));
        }
        return inputs;
    }

    private static JsonNode value(String text) {
        try {
            return Json.parse(text);
        } catch (ProblemException e) {
            return StringNode.valueOf(text);
        }
    }
}
