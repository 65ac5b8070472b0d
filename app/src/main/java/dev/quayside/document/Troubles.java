package dev.quayside.document;

import dev.quayside.base.ProblemException;
import java.util.Set;

/// Which troubles with documents may pass, so that the same work may go well the next time.
public final class Troubles {
    private static final Set<String> OF_DOCUMENTS = Set.of(
            "document.crashed",
            "document.no-result",
            "document.office-failed",
            "document.unavailable",
            "queue.unavailable");

    /// Those of a store that stay: the bytes are not there, or not the right ones.
    private static final Set<String> OF_BLOBS = Set.of("storage.blob-lost", "storage.blob-damaged");

    private Troubles() {}

    /// Whether it is worth another try.
    public static boolean mayPass(ProblemException trouble) {
        String code = trouble.problem().code();
        return OF_DOCUMENTS.contains(code)
                || code.startsWith("database.")
                || (code.startsWith("storage.") && !OF_BLOBS.contains(code));
    }
}
