package dev.quayside.storage.blob;

import dev.quayside.base.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/// Blobs as files of a folder, which several servers may share.
///
/// A blob is written to `incoming`, forced to the disk, renamed to where it belongs, and the folder is forced too:
/// under its key there is all of it or nothing. Safe for several threads.
public final class DiskStore implements BlobStore {
    private static final int BUFFER = 64 << 10;

    private final Path folder;
    private final Path incoming;

    /// @param folder made by [#start] if it is not there
    public DiskStore(Path folder) {
        this.folder = folder;
        incoming = folder.resolve("incoming");
    }

    @Override
    public void start() {
        try {
            Files.createDirectories(incoming);
        } catch (IOException e) {
            throw Faults.disk("Making the folder " + incoming, e);
        }
    }

    @Override
    public void check() {
        if (!Files.isWritable(incoming)) {
            throw new ProblemException(
                    "storage.unavailable",
                    "The folder " + incoming + " cannot be written. Check the disk and its permissions");
        }
    }

    @Override
    public long put(BlobKey key, InputStream bytes) throws IOException {
        Path arriving = incoming.resolve(key.value());
        boolean kept = false;
        try {
            long size = write(arriving, bytes);
            keep(arriving, key);
            kept = true;
            return size;
        } finally {
            if (!kept) {
                remove(arriving);
            }
        }
    }

    private static long write(Path file, InputStream bytes) throws IOException {
        try (FileChannel channel = create(file)) {
            byte[] buffer = new byte[BUFFER];
            long size = 0;
            for (int n = bytes.read(buffer); n >= 0; n = bytes.read(buffer)) {
                writeAll(channel, ByteBuffer.wrap(buffer, 0, n));
                size += n;
            }
            force(channel);
            return size;
        }
    }

    private static FileChannel create(Path file) {
        try {
            return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw Faults.disk("Making the file " + file, e);
        }
    }

    private static void writeAll(FileChannel channel, ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                var _ = channel.write(bytes);
            }
        } catch (IOException e) {
            throw Faults.disk("Writing a file", e);
        }
    }

    private static void force(FileChannel channel) {
        try {
            channel.force(true);
        } catch (IOException e) {
            throw Faults.disk("Writing a file", e);
        }
    }

    private void keep(Path arriving, BlobKey key) {
        Path place = place(key);
        try {
            Path parent = parent(key);
            if (!Files.isDirectory(parent)) {
                Files.createDirectories(parent);
                forceFolder(folder);
            }
            Files.move(arriving, place, StandardCopyOption.ATOMIC_MOVE);
            forceFolder(parent);
        } catch (IOException e) {
            throw Faults.disk("Keeping the file " + place, e);
        }
    }

    /// Makes sure that a name in a folder survives a crash. Windows does not let a folder be opened, and does it by
    /// itself.
    private static void forceFolder(Path folder) throws IOException {
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private Path place(BlobKey key) {
        return parent(key).resolve(key.value());
    }

    private Path parent(BlobKey key) {
        return folder.resolve(key.value().substring(0, 2));
    }

    @Override
    public Blob open(BlobKey key, Span span) {
        Path file = place(key);
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
            long size = channel.size();
            InputStream bytes = new StoredBytes(
                    Channels.newInputStream(channel.position(span.from())),
                    e -> Faults.disk("Reading the file " + file, e));
            return new Blob(
                    span.to() >= size - 1 ? bytes : new BoundedStream(bytes, span.to() - span.from() + 1), size);
        } catch (NoSuchFileException e) {
            throw Faults.lost(key, folder.toString(), e);
        } catch (IOException e) {
            throw Faults.disk("Reading the file " + file, e);
        }
    }

    @Override
    public OptionalLong size(BlobKey key) {
        Path file = place(key);
        try {
            return OptionalLong.of(Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .size());
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        } catch (IOException e) {
            throw Faults.disk("Reading the file " + file, e);
        }
    }

    @Override
    public void delete(BlobKey key) {
        remove(incoming.resolve(key.value()));
        remove(place(key));
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw Faults.disk("Removing the file " + file, e);
        }
    }

    @Override
    public Optional<URI> link(BlobKey key, Presentation presentation, Duration good) {
        return Optional.empty();
    }

    @Override
    public Optional<URI> address(BlobKey key) {
        return Optional.empty();
    }

    @Override
    public void close() {
        // Files are closed by whoever opened them.
    }
}
