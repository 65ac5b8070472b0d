package dev.quayside.identity;

import java.util.Set;

/// Somebody who proved who they are. Immutable.
///
/// @param user the subject of the token; never empty
/// @param means how they proved it
public record Caller(String user, Set<Permission> permissions, Means means) {
    /// How somebody proved who they are.
    public enum Means {
        /// A signed token of an issuer that is trusted.
        TOKEN,
        /// A session that they opened with their password.
        SESSION,
        /// An API key.
        KEY,
        /// The access token that a running server leaves in its data folder for its own user.
        LOCAL
    }

    public Caller {
        permissions = Set.copyOf(permissions);
        if (user.isBlank()) {
            throw new IllegalArgumentException("a caller needs a name");
        }
    }

    public boolean may(Permission permission) {
        return permissions.contains(permission);
    }
}
