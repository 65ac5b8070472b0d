package dev.quayside.identity.account;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An account with what proves that somebody is its owner.
///
/// @param factor the sealed secret of the authenticator; empty if there is none
/// @param step of the newest code that was used
record Account(User user, String passwordHash, Optional<Sealed> factor, long step) {
    /// Sealed bytes, which are not changed.
    static final class Sealed {
        private final byte[] bytes;

        private Sealed(byte[] bytes) {
            this.bytes = bytes;
        }

        static @Nullable Sealed of(byte @Nullable [] bytes) {
            return bytes == null ? null : new Sealed(bytes);
        }

        byte[] bytes() {
            return bytes;
        }
    }

    UUID id() {
        return user.id();
    }

    /// Nothing of the secrets.
    @Override
    public String toString() {
        return "Account[" + user.id() + "]";
    }
}
