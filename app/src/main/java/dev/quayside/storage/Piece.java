package dev.quayside.storage;

import dev.quayside.storage.content.RefusedFile;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// A piece of an upload while it comes in. Where its connection breaks it ends: what came is good, and the rest is sent
/// again. One thread at a time.
final class Piece extends FilterInputStream {
    private final @Nullable MessageDigest digest;
    private final SignsOfLife signs;
    private long left;
    private boolean cut;

    /// @param most bytes that are missing of the upload
    Piece(InputStream in, long most, Uploads.@Nullable Checksum checksum, SignsOfLife signs) {
        super(in);
        left = most;
        this.signs = signs;
        digest = checksum == null ? null : checksum.algorithm();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    /// @throws RefusedFile `file.too-large` if there are more bytes than are missing
    @Override
    public int read(byte[] bytes, int offset, int length) {
        int n = readOn(bytes, offset, length);
        if (n < 0) {
            return n;
        }
        if (n > left) {
            throw new RefusedFile("file.too-large", "The piece has more bytes than are missing of the upload");
        }
        left -= n;
        signs.pulse();
        if (digest != null) {
            digest.update(bytes, offset, n);
        }
        return n;
    }

    private int readOn(byte[] bytes, int offset, int length) {
        try {
            return cut ? -1 : super.read(bytes, offset, length);
        } catch (IOException e) {
            cut = true;
            return -1;
        }
    }

    /// Whether all of it came, as its sender says; asked once, at its end.
    boolean asExpected(Uploads.Checksum checksum) {
        return !cut && HexFormat.of().formatHex(checksum.algorithm().digest()).equals(checksum.expected());
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
