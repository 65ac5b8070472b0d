package dev.quayside.identity.account;

import dev.quayside.base.Uuids;
import java.time.Instant;
import java.util.Optional;
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

    /// Somebody new.
    static User fresh(String username, String email, Set<String> roles, Instant now) {
        return new User(Uuids.next(), username, email, roles, TwoFactor.State.OFF, now, null, null);
    }

    /// The account that a subject is; empty if it is none.
    public static Optional<UUID> account(String subject) {
        return subject.startsWith(PREFIX) ? Uuids.find(subject.substring(PREFIX.length())) : Optional.empty();
    }

    /// What the audit, and whatever is somebody's own, call the owner of an account.
    public static String subject(UUID account) {
        return PREFIX + account;
    }
}
