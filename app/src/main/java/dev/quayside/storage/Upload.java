package dev.quayside.storage;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An upload that comes in pieces. Immutable.
///
/// @param name as it was given
/// @param size that it will have, in bytes
/// @param offset how many bytes of it are kept
/// @param expires when it is given up unless more of it comes
/// @param file the file that it has become; null before
public record Upload(
        UUID id,
        String owner,
        String name,
        long size,
        long offset,
        Instant expires,
        @Nullable Long file) {
    /// Whether all bytes are kept.
    public boolean whole() {
        return offset == size;
    }
}
