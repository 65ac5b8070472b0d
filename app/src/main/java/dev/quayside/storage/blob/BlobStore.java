package dev.quayside.storage.blob;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/// Bytes under keys that we choose. Whatever the size, only a few of them are in memory. Safe for several threads.
///
/// What goes wrong in a store is a [dev.quayside.base.ProblemException] with a code under `storage.`:
/// `storage.unavailable`, `storage.disk-full`, and `storage.blob-lost` for a blob that is not there.
public interface BlobStore extends AutoCloseable {
    /// Stores everything that `bytes` gives, under a key that was never used. When it returns, the blob survives a
    /// crash; when it throws, there is none. A process that dies meanwhile leaves something behind that [#delete]
    /// removes.
    ///
    /// @return how many bytes it were
    /// @throws IOException if `bytes` does; what it throws unchecked is passed on as it is
    long put(BlobKey key, InputStream bytes) throws IOException;

    /// Opens a part of a blob, which begins before its end.
    Blob open(BlobKey key, Span span);

    /// The size of a blob in bytes; empty if there is none.
    OptionalLong size(BlobKey key);

    /// Removes a blob, and what a broken [#put] left of one; nothing happens if there is neither.
    void delete(BlobKey key);

    /// An address that lets everybody who has it download the blob for some time, from the store itself; empty if the
    /// store has no addresses.
    Optional<URI> link(BlobKey key, Presentation presentation, Duration good);

    /// Where the blob is, for people; whoever wants to read it there needs permission. Empty if the store has no
    /// addresses.
    Optional<URI> address(BlobKey key);

    /// Makes what is missing, if that can be made. A store that is away now may be back in a minute.
    void start();

    /// Looks whether the store is there, at little cost.
    ///
    /// @throws dev.quayside.base.ProblemException `storage.unavailable`
    void check();

    @Override
    void close();
}
