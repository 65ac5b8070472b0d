package dev.quayside.event;

import dev.quayside.base.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Who did something, and from where. Immutable.
///
/// @param user the subject of a token, or a name of ours such as `scheduler:<id>`
/// @param address of the client; null for what came from no client
/// @param agent the client's own name for itself
public record Actor(
        String user, @Nullable String address, @Nullable String agent) {
    /// Somebody who came from no client.
    public static Actor of(String user) {
        return new Actor(user, null, null);
    }

    /// As the table `event` keeps it.
    public ObjectNode toJson() {
        ObjectNode json = Json.object().put("user", user);
        if (address != null) {
            json.put("address", address);
        }
        if (agent != null) {
            json.put("agent", agent);
        }
        return json;
    }

    static Actor from(JsonNode json) {
        return new Actor(
                json.path("user").asString(),
                json.path("address").asStringOpt().orElse(null),
                json.path("agent").asStringOpt().orElse(null));
    }
}
