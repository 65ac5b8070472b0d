package dev.quayside.storage;

import dev.quayside.base.Sha256;
import dev.quayside.storage.content.ContentCheck;
import dev.quayside.storage.content.RefusedFile;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/// A file while it comes in: counted, hashed and looked at on its way into the store. One thread at a time.
final class Arrival extends FilterInputStream {
    private final long most;
    private final ContentCheck check;
    private final SignsOfLife signs;
    private final MessageDigest digest = Sha256.digest();
    private long size;
    private boolean ended;

    /// @param most bytes that are taken
    Arrival(InputStream in, long most, ContentCheck check, SignsOfLife signs) {
        super(in);
        this.most = most;
        this.check = check;
        this.signs = signs;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    /// @throws RefusedFile `file.too-large`, or what the check says
    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int n = super.read(bytes, offset, length);
        if (n < 0) {
            if (!ended) {
                ended = true;
                check.end();
            }
            return n;
        }
        size += n;
        if (size > most) {
            throw new RefusedFile("file.too-large", "The file has more than " + most + " bytes, the most taken here");
        }
        digest.update(bytes, offset, n);
        check.look(bytes, offset, n);
        signs.pulse();
        return n;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /// The hash of all, asked for once at the end.
    Sha256 sha256() {
        return Sha256.of(digest);
    }
}
