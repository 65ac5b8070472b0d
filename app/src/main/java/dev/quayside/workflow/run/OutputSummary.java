package dev.quayside.workflow.run;

import dev.quayside.base.Json;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Says in a few words what a step gave back, for those who watch.
///
/// The form is that of the Workflow Automation API: for every field an object is told as `{"type": "object",
/// "size"}`, a list as `{"type": "array", "length"}`, a long text is cut, everything else is kept. Immutable.
final class OutputSummary {
    private static final int LONGEST_TEXT = 100;
    private static final String CUT = "... (truncated)";

    /// Fields that are told of; a summary stays small, whatever the output.
    private static final int MOST_FIELDS = 50;

    private final Masker masker;

    /// @param masker takes secrets out of texts before they are cut
    OutputSummary(Masker masker) {
        this.masker = masker;
    }

    /// @param output an output that is no object is told as the field `value`
    ObjectNode of(JsonNode output) {
        ObjectNode summary = Json.object();
        if (!output.isObject()) {
            summary.set("value", shortened(output));
            return summary;
        }
        for (Map.Entry<String, JsonNode> field : output.properties()) {
            if (summary.size() == MOST_FIELDS) {
                summary.put("...", (output.size() - MOST_FIELDS) + " more");
                break;
            }
            summary.set(cut(field.getKey()), shortened(field.getValue()));
        }
        if (output.path("branch").isString()) {
            summary.put("branch", masker.mask(output.path("branch").stringValue()));
        }
        return summary;
    }

    private JsonNode shortened(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> Json.object().put("type", "object").put("size", value.size());
            case ARRAY -> Json.object().put("type", "array").put("length", value.size());
            case STRING -> Json.mapper().getNodeFactory().stringNode(cut(value.stringValue()));
            default -> value;
        };
    }

    private String cut(String secret) {
        String text = masker.mask(secret);
        if (text.length() <= LONGEST_TEXT) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(LONGEST_TEXT - 1)) ? LONGEST_TEXT - 1 : LONGEST_TEXT;
        return text.substring(0, end) + CUT;
    }
}
