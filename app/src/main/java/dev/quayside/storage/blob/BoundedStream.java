package dev.quayside.storage.blob;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// The first bytes of another stream. One thread at a time.
final class BoundedStream extends FilterInputStream {
    private long left;

    BoundedStream(InputStream in, long most) {
        super(in);
        left = most;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (left == 0) {
            return -1;
        }
        int n = super.read(bytes, offset, (int) Math.min(length, left));
        left -= Math.max(0, n);
        return n;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
