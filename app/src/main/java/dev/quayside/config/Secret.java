package dev.quayside.config;

/// A value that must not be shown: passwords, keys, tokens.
///
/// Compared by value. Immutable.
public record Secret(String value) {
    /// The value that stands for "there is none".
    public static final Secret NONE = new Secret("");

    public boolean isEmpty() {
        return value.isEmpty();
    }

    /// Three stars, whatever the value.
    @Override
    public String toString() {
        return "***";
    }
}
