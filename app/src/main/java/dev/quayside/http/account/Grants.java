package dev.quayside.http.account;

import dev.quayside.base.Durations;
import dev.quayside.http.message.Fields;
import dev.quayside.http.message.HttpError;
import dev.quayside.identity.Caller;
import dev.quayside.identity.Permission;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// What callers give to others: tokens, keys and roles. Nobody gives more than they have.
final class Grants {
    private Grants() {}

    /// The permissions that a body names.
    static Set<Permission> permissions(Fields fields) {
        Set<Permission> permissions = EnumSet.noneOf(Permission.class);
        for (JsonNode word : fields.listIfAny("permissions").values()) {
            Permission.find(word.isString() ? word.stringValue() : "")
                    .ifPresentOrElse(
                            permissions::add, () -> fields.refuse("permissions", "there is no permission " + word));
        }
        return permissions;
    }

    /// How long something is to be good.
    static Duration ttl(Fields fields) {
        try {
            return Durations.parse(fields.text("ttl"));
        } catch (IllegalArgumentException | ArithmeticException _) {
            fields.refuse("ttl", "expected a time span, as 12h or 30d");
            return Duration.ZERO;
        }
    }

    /// Refuses to give what the caller does not have.
    ///
    /// @throws HttpError 403
    static void check(Caller caller, Set<Permission> permissions) {
        String missing = permissions.stream()
                .filter(permission -> !caller.may(permission))
                .map(Permission::word)
                .sorted()
                .collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            throw new HttpError(403, "auth.denied", "Missing permissions: " + missing);
        }
    }

    static List<String> words(Set<Permission> permissions) {
        return permissions.stream().map(Permission::word).sorted().toList();
    }
}
