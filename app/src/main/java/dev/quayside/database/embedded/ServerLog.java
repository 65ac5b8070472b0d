package dev.quayside.database.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/// What PostgreSQL says, in a file that never grows beyond [#LIMIT_BYTES]; the part before it stays in `….1`.
///
/// Written by one thread; [#tail] may be called by others.
final class ServerLog {
    static final long LIMIT_BYTES = 5_000_000;
    private static final int TAIL_BYTES = 4_000;

    private final Path file;
    private byte[] tail = {};

    ServerLog(Path file) {
        this.file = file;
    }

    /// Copies everything that `stream` gives, until its end: until every process that could write to it is gone.
    /// A log that cannot be written (a full disk) is read on all the same, so that PostgreSQL never waits for us.
    void copy(InputStream stream) throws IOException {
        byte[] buffer = new byte[8_192];
        for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
            remember(buffer, count);
            try {
                append(buffer, count);
            } catch (IOException _) {
                // Said above: losing a log line is better than stopping the database.
            }
        }
    }

    /// The last lines, for an error message.
    synchronized String tail() {
        return new String(tail, StandardCharsets.UTF_8).strip();
    }

    private synchronized void remember(byte[] buffer, int count) {
        byte[] joined = Arrays.copyOf(tail, tail.length + count);
        System.arraycopy(buffer, 0, joined, tail.length, count);
        tail = Arrays.copyOfRange(joined, Math.max(0, joined.length - TAIL_BYTES), joined.length);
    }

    private void append(byte[] buffer, int count) throws IOException {
        if (Files.exists(file) && Files.size(file) + count > LIMIT_BYTES) {
            Files.move(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            out.write(buffer, 0, count);
        }
    }
}
