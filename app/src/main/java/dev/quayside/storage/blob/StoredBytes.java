package dev.quayside.storage.blob;

import dev.quayside.base.ProblemException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Function;

/// Bytes of a store. What goes wrong with them is the store's trouble, and not that of whoever they are sent to. One
/// thread at a time.
final class StoredBytes extends FilterInputStream {
    private final Function<IOException, ProblemException> fault;

    /// @param fault what a failure is called
    StoredBytes(InputStream in, Function<IOException, ProblemException> fault) {
        super(in);
        this.fault = fault;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        try {
            return super.read(bytes, offset, length);
        } catch (IOException e) {
            throw fault.apply(e);
        }
    }
}
