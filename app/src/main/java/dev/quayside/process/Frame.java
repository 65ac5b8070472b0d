package dev.quayside.process;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/// One thing that a companion says: a kind (1 byte), a length (4 bytes, big-endian) and as many bytes.
///
/// @param kind [#READY] once, when it is; [#LOST] if it says nothing more; what else there is, both sides agree on
public record Frame(char kind, ByteBuffer data) {
    public static final char READY = 'H';
    public static final char LOST = '-';

    /// Reads a frame.
    ///
    /// @param kinds besides [#READY]
    /// @param most bytes; larger frames are not ours
    static Frame read(DataInputStream from, String kinds, int most) throws IOException {
        char kind = (char) from.readUnsignedByte();
        int length = from.readInt();
        if ((kind != READY && kinds.indexOf(kind) < 0) || length < 0 || length > most) {
            throw new IOException("a companion sent what is no frame");
        }
        byte[] data = from.readNBytes(length);
        if (data.length < length) {
            throw new EOFException("a companion ended within a frame");
        }
        return new Frame(kind, ByteBuffer.wrap(data));
    }

    static Frame lost() {
        return new Frame(LOST, ByteBuffer.allocate(0));
    }
}
