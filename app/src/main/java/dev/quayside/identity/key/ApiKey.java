package dev.quayside.identity.key;

import dev.quayside.identity.OpaqueToken;
import dev.quayside.identity.Permission;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A key, as it is remembered: everything but the key. Immutable.
///
/// @param beginning of its text, so that whoever has several knows them apart
/// @param subject whom it speaks for
/// @param account whose it is; null if it belongs to no account
/// @param permissions the most that it permits; one of an account never permits more than its owner's roles do
/// @param used when it was used last, give or take an hour; null if never
public record ApiKey(
        UUID id,
        String beginning,
        String subject,
        @Nullable UUID account,
        String name,
        Set<Permission> permissions,
        Instant created,
        Instant expires,
        @Nullable Instant used) {
    /// What the text of every key begins with.
    public static final String KIND = "qk_";

    private static final int LONGEST_NAME = 100;

    public ApiKey {
        permissions = Set.copyOf(permissions);
    }

    /// Whether a text has the form of a key.
    public static boolean fits(String text) {
        return OpaqueToken.fits(KIND, text);
    }

    /// A key that is wanted.
    ///
    /// @param name what it is for
    /// @param ttl how long it is good
    public record Order(String name, Set<Permission> permissions, Duration ttl) {
        public Order {
            permissions = Set.copyOf(permissions);
        }

        /// What is wrong with it.
        ///
        /// @param longest that a key may be good
        Optional<String> problem(Duration longest) {
            if (name.isBlank() || name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
                return Optional.of("A key needs a name of 1 to " + LONGEST_NAME + " printable characters");
            }
            if (ttl.compareTo(Duration.ofSeconds(1)) < 0 || ttl.compareTo(longest) > 0) {
                return Optional.of("A key may be good for 1 second to %d seconds (auth.max-token-ttl), not for %d"
                        .formatted(longest.toSeconds(), ttl.toSeconds()));
            }
            return Optional.empty();
        }
    }

    /// A key that was just made.
    ///
    /// @param text the key itself; it is nowhere else
    public record Made(String text, ApiKey about) {
        /// Without the key.
        @Override
        public String toString() {
            return about.toString();
        }
    }
}
