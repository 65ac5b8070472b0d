package dev.quayside.document;

import java.time.Duration;
import java.util.Optional;

/// What documents may take.
///
/// @param children how many documents of a kind (read or converted by Java, converted by LibreOffice) are worked on at
///     once, and so how many warm processes of each kind are kept
/// @param memoryBytes of the heap of a process that reads documents; LibreOffice gets four times as much
/// @param timeout after which a document is given up
/// @param maxFileBytes the largest document, in and out
/// @param maxChars where the text of a document is cut off
/// @param soffice where LibreOffice is: a path, a name on the PATH, `auto` or `off`
public record DocumentSettings(
        int children, long memoryBytes, Duration timeout, long maxFileBytes, int maxChars, String soffice) {
    /// Two at once, 512 MB, a minute, files of 100 MB, ten million letters, LibreOffice if it is found.
    public static final DocumentSettings DEFAULT =
            new DocumentSettings(2, 512L << 20, Duration.ofMinutes(1), 100L << 20, 10_000_000, "auto");

    public DocumentSettings {
        if (children < 1 || children > 64) {
            throw new IllegalArgumentException("document.children must be 1 to 64, was " + children);
        }
        if (memoryBytes < 64L << 20) {
            throw new IllegalArgumentException("document.memory-mb must be at least 64, was " + (memoryBytes >> 20));
        }
        if (timeout.toMillis() < 1) {
            throw new IllegalArgumentException("document.timeout must be above 0, was " + timeout);
        }
        if (maxFileBytes < 1 << 20 || maxFileBytes > 4L << 30) {
            throw new IllegalArgumentException("document.max-file-mb must be 1 to 4096, was " + (maxFileBytes >> 20));
        }
        if (maxChars < 1 || maxChars > 50_000_000) {
            throw new IllegalArgumentException("document.max-chars must be 1 to 50000000, was " + maxChars);
        }
    }

    /// The name or path of LibreOffice, if it is wanted.
    Optional<String> program() {
        return soffice.equals("off") ? Optional.empty() : Optional.of(soffice.equals("auto") ? "soffice" : soffice);
    }
}
