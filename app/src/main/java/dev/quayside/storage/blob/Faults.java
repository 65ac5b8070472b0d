package dev.quayside.storage.blob;

import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import java.io.IOException;
import java.util.Locale;

/// The troubles of stores under their names.
final class Faults {
    private Faults() {}

    /// A disk that does not do what it is told.
    static ProblemException disk(String what, IOException cause) {
        String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        boolean full = message.contains("no space left") || message.contains("quota exceeded");
        return new ProblemException(
                full
                        ? new Problem("storage.disk-full", "The disk that holds the files is full; free some space")
                        : new Problem(
                                "storage.unavailable",
                                what + " failed: " + cause.getMessage() + ". Check the disk and its permissions"),
                cause);
    }

    static ProblemException lost(BlobKey key, String where, Exception cause) {
        return new ProblemException(
                new Problem(
                        "storage.blob-lost",
                        "The bytes of " + key + " are gone from " + where + "; restore them from a backup"),
                cause);
    }

    static ProblemException damaged(BlobKey key, String how) {
        return new ProblemException(
                "storage.blob-damaged",
                "The bytes of " + key + " are not those that were stored: " + how + "; restore them from a backup");
    }
}
