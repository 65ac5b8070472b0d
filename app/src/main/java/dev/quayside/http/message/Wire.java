package dev.quayside.http.message;

import dev.quayside.base.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/// Records as the API writes them: names in snake case, absent values as null, moments as ISO 8601 in UTC.
public final class Wire {
    private static final JsonMapper MAPPER = Json.mapper()
            .rebuild()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private Wire() {}

    static byte[] write(Object value) {
        return MAPPER.writeValueAsBytes(value);
    }

    /// A record as a tree.
    public static JsonNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }
}
