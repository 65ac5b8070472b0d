package dev.quayside.storage;

import dev.quayside.storage.blob.BlobStore;
import dev.quayside.storage.blob.DiskStore;
import dev.quayside.storage.blob.S3Settings;
import dev.quayside.storage.blob.S3Store;
import dev.quayside.storage.content.FileFormat;
import dev.quayside.storage.content.FileRules;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Where files are kept, and how many.
///
/// @param folder of the blobs, if they are kept on disk, and of what is under way elsewhere
/// @param bucket where the blobs are kept; empty for the disk
/// @param maxUploadBytes of a file that somebody uploads with the File Processing API
/// @param maxFileBytes of any other
/// @param quotaBytes that somebody may have, what is in the trash included; 0 for any number
/// @param trash how long what was removed can be restored
public record StorageSettings(
        Path folder,
        Optional<S3Settings> bucket,
        long maxUploadBytes,
        long maxFileBytes,
        long quotaBytes,
        Duration trash) {
    private static final long MIB = 1L << 20;

    /// What applies where nothing is set.
    public static StorageSettings in(Path folder) {
        return new StorageSettings(folder, Optional.empty(), 20 * MIB, 2_048 * MIB, 10_240 * MIB, Duration.ofDays(30));
    }

    public StorageSettings {
        if (maxUploadBytes < 1 || maxFileBytes < 1) {
            throw new IllegalArgumentException("storage.max-upload-mb and storage.max-file-mb must be at least 1");
        }
        if (bucket.isPresent() && maxFileBytes > S3Store.MOST_BYTES) {
            throw new IllegalArgumentException(
                    "storage.max-file-mb must be at most " + S3Store.MOST_BYTES / MIB + " with a bucket");
        }
        if (quotaBytes < 0 || trash.isNegative()) {
            throw new IllegalArgumentException("storage.quota-mb and storage.trash-days must not be negative");
        }
    }

    /// The store, not yet started.
    public BlobStore open() {
        return bucket.<BlobStore>map(there -> new S3Store(there, folder.resolve("spool")))
                .orElseGet(() -> new DiskStore(folder));
    }

    /// What the File Processing API takes.
    public FileRules documents() {
        return new FileRules(maxUploadBytes, FileFormat.DOCUMENTS);
    }

    /// What is taken everywhere else.
    public FileRules any() {
        return new FileRules(maxFileBytes, java.util.Set.of());
    }
}
