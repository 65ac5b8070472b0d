package dev.quayside.testing;

import java.io.IOException;
import java.io.InputStream;

/// A client that goes away: reading fails.
public final class BrokenStream extends InputStream {
    private final String message;

    public BrokenStream(String message) {
        this.message = message;
    }

    @Override
    public int read() throws IOException {
        throw new IOException(message);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        throw new IOException(message);
    }
}
