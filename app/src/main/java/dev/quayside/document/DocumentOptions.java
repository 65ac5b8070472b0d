package dev.quayside.document;

import java.time.Duration;
import java.util.Optional;

/// How one document is to be treated. Immutable.
///
/// @param password what opens it
/// @param timeout after which it is given up; empty for the one of the settings, which it cannot exceed
public record DocumentOptions(Optional<String> password, Optional<Duration> timeout) {
    /// Nothing special.
    public static final DocumentOptions NONE = new DocumentOptions(Optional.empty(), Optional.empty());

    public static DocumentOptions withPassword(String password) {
        return new DocumentOptions(Optional.of(password), Optional.empty());
    }

    /// Without the password.
    @Override
    public String toString() {
        return "DocumentOptions[timeout=" + timeout + "]";
    }
}
