package dev.quayside.identity.audit;

import dev.quayside.base.Json;
import dev.quayside.event.Actor;
import dev.quayside.event.Recorded;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Something that somebody did, as the audit keeps it. Immutable.
///
/// @param n its place in the chain, from 1 and without gaps
/// @param at to the microsecond
/// @param resource the things it touched, as the JSON text that is kept
public record AuditEntry(
        long n,
        UUID id,
        Instant at,
        String type,
        String user,
        @Nullable String address,
        @Nullable String agent,
        String resource) {
    private static final int LONGEST_ID = 200;

    /// An event as the next entry.
    static AuditEntry of(long n, UUID id, Recorded recorded, Actor actor) {
        return new AuditEntry(
                n,
                id,
                recorded.at().truncatedTo(ChronoUnit.MICROS),
                storable(recorded.event().type()),
                storable(actor.user()),
                actor.address() == null ? null : storable(actor.address()),
                actor.agent() == null ? null : storable(actor.agent()),
                storable(Json.write(recorded.event().resource())));
    }

    /// The things it touched.
    public JsonNode resourceData() {
        return Json.parse(resource);
    }

    /// The ids of the things it touched, by which it can be found: every text under `id` or a name that ends in `_id`.
    List<String> resourceIds() {
        return resourceData()
                .propertyStream()
                .filter(field -> field.getKey().equals("id") || field.getKey().endsWith("_id"))
                .filter(field -> field.getValue().isString())
                .map(field -> field.getValue().stringValue())
                .filter(id ->
                        !id.isEmpty() && id.length() <= LONGEST_ID && id.chars().noneMatch(Character::isISOControl))
                .sorted()
                .distinct()
                .toList();
    }

    /// What a PostgreSQL text can hold: no NUL, no half characters. One odd event must not end the audit.
    private static String storable(String text) {
        String whole = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        return whole.replace('\0', '\uFFFD');
    }
}
