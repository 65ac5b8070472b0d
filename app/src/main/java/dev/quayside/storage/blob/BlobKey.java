package dev.quayside.storage.blob;

import java.util.UUID;
import java.util.regex.Pattern;

/// The name of a blob: an id that is never used again, and a word that tells people what it is. Good as a file's name
/// on every system, and in a URL as it stands. Immutable.
///
/// @param value as `0b1c...-report.pdf`, ASCII, at most 140 characters
public record BlobKey(String value) {
    private static final Pattern FORM =
            Pattern.compile("[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}_[A-Za-z0-9][A-Za-z0-9._-]{0,101}");
    private static final Pattern STRANGE = Pattern.compile("[^A-Za-z0-9._-]");
    private static final Pattern EDGES = Pattern.compile("^[._-]+|[._-]+$");
    private static final int MOST = 100;

    public BlobKey {
        if (!isOne(value)) {
            throw new IllegalArgumentException("not a key of a blob: " + value);
        }
    }

    /// Whether a text is a key.
    public static boolean isOne(String text) {
        return FORM.matcher(text).matches();
    }

    /// A new key for something that people call `name`.
    public static BlobKey next(String name) {
        String plain = STRANGE.matcher(name).replaceAll("_");
        String tail = plain.substring(Math.max(0, plain.length() - MOST));
        String word = EDGES.matcher(tail).replaceAll("");
        return new BlobKey(UUID.randomUUID() + "_" + (word.isEmpty() ? "file" : word));
    }

    @Override
    public String toString() {
        return value;
    }
}
