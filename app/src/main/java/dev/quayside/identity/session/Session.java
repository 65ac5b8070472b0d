package dev.quayside.identity.session;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A login that lasts. Immutable.
///
/// @param id names it in lists and events; opens nothing
/// @param roles of its owner, now
/// @param seen when it was last used, give or take an hour
/// @param proved when its owner last proved who they are
/// @param factor whether they did it with a second factor too
/// @param address from where it was opened
public record Session(
        UUID id,
        UUID account,
        String username,
        Set<String> roles,
        Instant created,
        Instant seen,
        Instant proved,
        boolean factor,
        @Nullable String address,
        @Nullable String agent) {
    public Session {
        roles = Set.copyOf(roles);
    }

    /// The same, used again.
    Session seenAt(Instant moment) {
        return new Session(id, account, username, roles, created, moment, proved, factor, address, agent);
    }

    /// A session that was just opened or got a new secret.
    ///
    /// @param token what its cookie holds; it is nowhere else
    public record Opened(UUID id, String token) {
        /// Nothing of the token.
        @Override
        public String toString() {
            return "Opened[" + id + "]";
        }
    }
}
