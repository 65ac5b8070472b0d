package dev.quayside.storage.blob;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A part of a stream, kept in a file that has no name, so that it can be sent more than once. Small parts stay in
/// memory. One thread at a time.
final class Spool implements AutoCloseable {
    private static final int SMALL = 256 << 10;

    private final Path folder;
    private byte[] head = new byte[0];
    private @Nullable FileChannel rest;
    private long size;

    Spool(Path folder) {
        this.folder = folder;
    }

    /// Takes the next bytes in the place of those before, `most` unless `bytes` ends.
    ///
    /// @throws IOException if `bytes` does
    void fill(InputStream bytes, int most) throws IOException {
        head = bytes.readNBytes(Math.min(SMALL, most));
        size = head.length;
        if (size < SMALL) {
            return;
        }
        FileChannel file = file();
        byte[] buffer = new byte[64 << 10];
        while (size < most) {
            int n = bytes.read(buffer, 0, (int) Math.min(buffer.length, most - size));
            if (n < 0) {
                return;
            }
            write(file, ByteBuffer.wrap(buffer, 0, n));
            size += n;
        }
    }

    long size() {
        return size;
    }

    /// All of the part, as often as it is asked for.
    InputStream stream() {
        FileChannel file = rest;
        InputStream first = new ByteArrayInputStream(head);
        return file == null || size == head.length
                ? first
                : new SequenceInputStream(first, new FileView(file, size - head.length));
    }

    /// The file, empty. The system removes it with the last who has it open, also if that is killed.
    private FileChannel file() {
        try {
            FileChannel file = rest;
            if (file == null) {
                Files.createDirectories(folder);
                file = FileChannel.open(
                        folder.resolve(UUID.randomUUID().toString()),
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.DELETE_ON_CLOSE);
                rest = file;
            }
            return file.truncate(0);
        } catch (IOException e) {
            throw Faults.disk("Making a file in " + folder, e);
        }
    }

    private static void write(FileChannel file, ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                var _ = file.write(bytes);
            }
        } catch (IOException e) {
            throw Faults.disk("Writing a file", e);
        }
    }

    @Override
    public void close() {
        try {
            if (rest != null) {
                rest.close();
            }
        } catch (IOException e) {
            throw Faults.disk("Closing a file", e);
        }
    }

    /// Reads a file from its beginning, wherever others read it. One thread at a time.
    private static final class FileView extends InputStream {
        private final FileChannel file;
        private final long end;
        private long at;

        FileView(FileChannel file, long end) {
            this.file = file;
            this.end = end;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (at >= end) {
                return -1;
            }
            int n = file.read(ByteBuffer.wrap(bytes, offset, (int) Math.min(length, end - at)), at);
            at += Math.max(0, n);
            return n;
        }
    }
}
