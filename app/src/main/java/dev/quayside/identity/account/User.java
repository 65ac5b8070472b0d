package dev.quayside.identity.account;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Somebody with an account. Immutable.
///
/// @param disabled since when they may not log in; null if they may
public record User(
        UUID id,
        String username,
        String email,
        Set<String> roles,
        TwoFactor.State twoFactor,
        Instant created,
        @Nullable Instant lastLogin,
        @Nullable Instant disabled) {
    private static final String PREFIX = "user:";

    public User {
        roles = Set.copyOf(roles);
    }

    /// What the audit, and whatever is somebody's own, call the owner of an account.
    public static String subject(UUID account) {
        return PREFIX + account;
    }
}
