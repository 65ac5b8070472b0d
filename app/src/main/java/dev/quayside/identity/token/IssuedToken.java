package dev.quayside.identity.token;

import dev.quayside.identity.Permission;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A token of ours as we remember it: everything but the token. Immutable.
///
/// @param id the token's `jti`
/// @param subject whom it speaks for
/// @param name what it is for, in words of whoever made it; need not be the only one
/// @param revoked when it was taken back; null if it was not
public record IssuedToken(
        UUID id,
        String subject,
        String name,
        Set<Permission> permissions,
        Instant created,
        Instant expires,
        @Nullable Instant revoked) {
    public IssuedToken {
        permissions = Set.copyOf(permissions);
    }
}
