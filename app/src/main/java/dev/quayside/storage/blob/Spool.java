package dev.quayside.storage.blob;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;

/// A part of a stream, kept in a file that has no name, so that it can be sent more than once. Small parts stay in
/// memory. One thread at a time.
final class Spool implements AutoCloseable {
    private static final int SMALL = 64 << 10;

    private final byte[] head;
    private final @Nullable FileChannel file;
    private final long size;

    private Spool(byte[] head, @Nullable FileChannel file, long size) {
        this.head = head;
        this.file = file;
        this.size = size;
    }

    /// Takes the next `most` bytes of a stream, fewer if it ends.
    ///
    /// @param folder for the file
    /// @throws IOException if `bytes` does
    static Spool of(InputStream bytes, int most, Path folder) throws IOException {
        byte[] head = bytes.readNBytes(Math.min(SMALL, most));
        if (head.length < SMALL) {
            return new Spool(head, null, head.length);
        }
        FileChannel file = open(folder);
        boolean filled = false;
        try {
            long size = write(file, head, head.length);
            for (int n = 0; n >= 0 && size < most; ) {
                n = bytes.read(head, 0, (int) Math.min(SMALL, most - size));
                size += write(file, head, Math.max(0, n));
            }
            filled = true;
            return new Spool(new byte[0], file, size);
        } finally {
            if (!filled) {
                close(file);
            }
        }
    }

    long size() {
        return size;
    }

    /// All of the part, as often as it is asked for.
    RequestBody body() {
        return RequestBody.fromContentProvider(
                ContentStreamProvider.fromInputStreamSupplier(this::stream), size, S3Store.TYPE);
    }

    private InputStream stream() {
        return file == null ? new ByteArrayInputStream(head) : new FileView(file, size);
    }

    /// The system removes the file with the last who has it open, also if that is killed.
    private static FileChannel open(Path folder) {
        try {
            Files.createDirectories(folder);
            return FileChannel.open(
                    folder.resolve(UUID.randomUUID().toString()),
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.DELETE_ON_CLOSE);
        } catch (IOException e) {
            throw Faults.disk("Making a file in " + folder, e);
        }
    }

    private static int write(FileChannel file, byte[] bytes, int length) {
        try {
            for (ByteBuffer left = ByteBuffer.wrap(bytes, 0, length); left.hasRemaining(); ) {
                var _ = file.write(left);
            }
            return length;
        } catch (IOException e) {
            throw Faults.disk("Writing a file", e);
        }
    }

    @Override
    public void close() {
        if (file != null) {
            close(file);
        }
    }

    private static void close(FileChannel file) {
        try {
            file.close();
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
        @SuppressWarnings("ThreadPriorityCheck") // it is about fairness, not about correctness
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (at >= end) {
                return -1;
            }
            Thread.yield(); // a connection that takes everything at once would keep its thread for long
            int n = file.read(ByteBuffer.wrap(bytes, offset, (int) Math.min(length, end - at)), at);
            at += Math.max(0, n);
            return n;
        }
    }
}
