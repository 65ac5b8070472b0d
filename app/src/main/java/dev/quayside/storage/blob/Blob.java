package dev.quayside.storage.blob;

import java.io.IOException;
import java.io.InputStream;

/// Bytes of a blob, opened for reading; whoever opened it closes it.
///
/// @param size of the whole blob in bytes, whatever part `bytes` holds
public record Blob(InputStream bytes, long size) implements AutoCloseable {
    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
