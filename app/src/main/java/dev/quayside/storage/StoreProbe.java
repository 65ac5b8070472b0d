package dev.quayside.storage;

import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import dev.quayside.storage.blob.Blob;
import dev.quayside.storage.blob.BlobKey;
import dev.quayside.storage.blob.BlobStore;
import dev.quayside.storage.blob.Span;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Tries a store out: writes something, reads it and removes it.
public final class StoreProbe {
    private static final byte[] BYTES = "Quayside was here".getBytes(StandardCharsets.US_ASCII);

    private StoreProbe() {}

    /// What came of it.
    ///
    /// @param where the folder or the bucket
    /// @param free bytes of the disk; empty for a bucket, and if the disk does not tell
    /// @param problem empty if all went well, and for a folder that is not there yet
    public record Result(String where, OptionalLong free, Optional<Problem> problem) {}

    /// Tries what is set, and gives up after `patience`.
    public static Result of(StorageSettings settings, Duration patience) {
        Path folder = settings.folder();
        boolean bucket = settings.bucket().isPresent();
        return new Result(
                settings.bucket()
                        .map(there -> "the bucket " + there.bucket()
                                + there.endpoint().map(url -> " at " + url).orElse(""))
                        .orElse(folder.toString()),
                bucket ? OptionalLong.empty() : free(folder),
                bucket || Files.exists(folder) ? tried(settings, patience) : Optional.empty());
    }

    private static Optional<Problem> tried(StorageSettings settings, Duration patience) {
        var late = new Problem(
                "storage.unavailable",
                "It has not answered within " + patience.toSeconds() + " s. Check the endpoint and the network");
        return CompletableFuture.supplyAsync(() -> tried(settings), Thread::startVirtualThread)
                .completeOnTimeout(Optional.of(late), patience.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private static Optional<Problem> tried(StorageSettings settings) {
        try (BlobStore store = settings.open()) {
            store.check();
            BlobKey key = BlobKey.next("probe");
            try {
                var _ = store.put(key, new ByteArrayInputStream(BYTES));
                try (Blob blob = store.open(key, Span.ALL)) {
                    if (!Arrays.equals(blob.bytes().readAllBytes(), BYTES)) {
                        return Optional.of(new Problem("storage.unavailable", "It gives back what was not stored"));
                    }
                }
            } finally {
                store.delete(key);
            }
            return Optional.empty();
        } catch (ProblemException e) {
            return Optional.of(e.problem());
        } catch (IOException e) {
            return Optional.of(new Problem("storage.unavailable", "Reading failed: " + e.getMessage()));
        }
    }

    private static OptionalLong free(Path folder) {
        try {
            Path there = folder.toAbsolutePath();
            while (!Files.exists(there) && there.getParent() != null) {
                there = there.getParent();
            }
            return OptionalLong.of(Files.getFileStore(there).getUsableSpace());
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
