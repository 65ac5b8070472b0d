package dev.quayside.workflow.run;

import dev.quayside.base.Json;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// Takes secret values out of texts before they are logged or shown. Immutable.
public final class Masker {
    /// Shorter values are left: they would blot out ordinary words.
    private static final int SHORTEST = 4;

    private final List<String> secrets;

    public Masker(Collection<String> secrets) {
        this.secrets = secrets.stream()
                .filter(secret -> secret.length() >= SHORTEST)
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    /// `json` with every secret in its texts replaced by `***`; `json` itself if there are no secrets.
    public JsonNode mask(JsonNode json) {
        if (secrets.isEmpty()) {
            return json;
        }
        return switch (json.getNodeType()) {
            case STRING -> StringNode.valueOf(mask(json.stringValue()));
            case ARRAY -> {
                ArrayNode masked = Json.mapper().createArrayNode();
                json.forEach(item -> masked.add(mask(item)));
                yield masked;
            }
            case OBJECT -> {
                ObjectNode masked = Json.object();
                json.properties().forEach(field -> masked.set(mask(field.getKey()), mask(field.getValue())));
                yield masked;
            }
            default -> json;
        };
    }

    /// `text` with every secret replaced by `***`.
    public String mask(String text) {
        String masked = text;
        for (String secret : secrets) {
            masked = masked.replace(secret, "***");
        }
        return masked;
    }
}
