package dev.quayside.storage.blob;

import dev.quayside.base.Sha256;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/// A whole blob, read as long as it is what was stored. The last bytes are given out only after all were found to
/// be the right ones, so that nobody who counts takes damaged bytes for the blob. One thread at a time.
public final class VerifiedStream extends FilterInputStream {
    private final BlobKey key;
    private final long size;
    private final Sha256 sha256;
    private final MessageDigest digest = Sha256.digest();
    private long read;

    /// @param size of the blob when it was stored
    public VerifiedStream(InputStream in, BlobKey key, long size, Sha256 sha256) {
        super(in);
        this.key = key;
        this.size = size;
        this.sha256 = sha256;
    }

    /// A part of a blob, of which only the size of the whole is checked.
    ///
    /// @throws dev.quayside.base.ProblemException `storage.blob-damaged`
    public static InputStream ofPart(Blob blob, BlobKey key, long size) {
        if (blob.size() != size) {
            try (blob) {
                throw Faults.damaged(key, "there are " + blob.size() + " of " + size + " bytes");
            } catch (IOException e) {
                throw Faults.disk("Closing " + key, e);
            }
        }
        return blob.bytes();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    /// @throws dev.quayside.base.ProblemException `storage.blob-damaged`
    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int n = super.read(bytes, offset, length);
        if (n < 0) {
            if (read < size) {
                throw Faults.damaged(key, "it ends after " + read + " of " + size + " bytes");
            }
            return n;
        }
        digest.update(bytes, offset, n);
        read += n;
        if (read > size) {
            throw Faults.damaged(key, "it has more than its " + size + " bytes");
        }
        if (read == size && n > 0 && !Sha256.of(digest).equals(sha256)) {
            throw Faults.damaged(key, "their hash is another");
        }
        return n;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
