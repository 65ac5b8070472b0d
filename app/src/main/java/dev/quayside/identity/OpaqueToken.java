package dev.quayside.identity;

import dev.quayside.base.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/// A random text that opens something: 256 bits, so that its SHA-256 can be kept in its place and nobody finds it by
/// trying. Its kind shows at its beginning, for people and for programs that look for secrets in the wrong places.
/// Immutable; says nothing of itself.
public final class OpaqueToken {
    private static final int BYTES = 32;
    private static final Pattern RANDOM = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final String text;

    private OpaqueToken(String text) {
        this.text = text;
    }

    /// Makes a new one.
    ///
    /// @param kind what it begins with; may be empty
    public static OpaqueToken make(String kind, SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new OpaqueToken(kind + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /// Whether a text has the form of one.
    public static boolean fits(String kind, String text) {
        return text.startsWith(kind)
                && RANDOM.matcher(text).region(kind.length(), text.length()).matches();
    }

    /// The text, for its owner and nobody else.
    public String text() {
        return text;
    }

    /// What is kept of it.
    public byte[] hash() {
        return hash(text);
    }

    /// The SHA-256 of a text that somebody shows.
    public static byte[] hash(String text) {
        return Sha256.digest().digest(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "OpaqueToken";
    }
}
