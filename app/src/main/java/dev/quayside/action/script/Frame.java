package dev.quayside.action.script;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/// What server and worker say to each other over the worker's standard input and output.
///
/// To the worker, all numbers big-endian: the length of the payload (4 bytes), milliseconds, bytes of memory, bytes of
/// output (8 bytes each), and the payload, `{"code", "input"}` in JSON. From the worker: a kind (1 byte), a length (4
/// bytes) and as many bytes.
///
/// @param kind `H` once, when ready; then for each script any number of `O` and `E` (what it wrote), one `R` (its
///     result: `V` and JSON, or `F` and a description of the failure; empty if it did not get that far) and one `X`
///     (how it ended, in JSON). [#LOST] if the worker is gone
record Frame(char kind, ByteBuffer data) {
    static final char READY = 'H';
    static final char OUT = 'O';
    static final char ERR = 'E';
    static final char RESULT = 'R';
    static final char END = 'X';
    static final char LOST = '-';

    /// Larger frames are not ours.
    private static final int MAX_BYTES = 600 << 20;

    static Frame read(DataInputStream from) throws IOException {
        char kind = (char) from.readUnsignedByte();
        int length = from.readInt();
        if ("HOERX".indexOf(kind) < 0 || length < 0 || length > MAX_BYTES) {
            throw new IOException("a worker sent what is no frame");
        }
        byte[] data = from.readNBytes(length);
        if (data.length < length) {
            throw new EOFException("a worker ended within a frame");
        }
        return new Frame(kind, ByteBuffer.wrap(data));
    }

    static void write(DataOutputStream to, Job job) throws IOException {
        byte[] payload = job.payload();
        to.writeInt(payload.length);
        to.writeLong(job.timeout().toMillis());
        to.writeLong(job.memoryBytes());
        to.writeLong(job.maxOutputBytes());
        to.write(payload);
        to.flush();
    }

    static Frame lost() {
        return new Frame(LOST, ByteBuffer.allocate(0));
    }
}
