package dev.quayside.storage;

import dev.quayside.base.Sha256;
import dev.quayside.storage.blob.BlobKey;
import dev.quayside.storage.blob.Presentation;
import dev.quayside.storage.content.FileName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A file: one version of what its owner calls by its name. Immutable, also in the catalogue, but for `removed`.
///
/// @param id a number of its own for every version
/// @param owner the subject of a caller
/// @param version counted from 1 for each owner and name
/// @param size in bytes
/// @param removed since when it is in the trash; null if it is not
public record StoredFile(
        long id,
        String owner,
        FileName name,
        int version,
        long size,
        String contentType,
        Sha256 sha256,
        BlobKey key,
        Instant created,
        Provenance provenance,
        @Nullable Instant removed) {
    /// How a download of it is presented.
    public Presentation presentation() {
        return new Presentation(name.value(), contentType);
    }
}
