package dev.quayside.document.child;

import dev.quayside.base.Json;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import tools.jackson.databind.JsonNode;

/// What a child says: a kind (1 byte), a length (4 bytes, big-endian) and JSON in UTF-8. What it is told is the same
/// without a kind.
///
/// @param kind [#READY] once, then for each task [#DONE] or [#PROBLEM]; [#LOST] if the child is gone
record Answer(char kind, JsonNode content) {
    static final char READY = 'H';
    static final char DONE = 'D';

    /// `{"code", "detail"}`.
    static final char PROBLEM = 'P';

    static final char LOST = '-';

    /// Larger answers are not ours.
    private static final int MAX_BYTES = 256 << 20;

    static Answer read(DataInputStream from) throws IOException {
        char kind = (char) from.readUnsignedByte();
        if (kind != READY && kind != DONE && kind != PROBLEM) {
            throw new IOException("a child sent what is no answer");
        }
        return new Answer(kind, readJson(from));
    }

    void write(DataOutputStream to) throws IOException {
        to.writeByte(kind);
        writeJson(to, content);
    }

    static JsonNode readJson(DataInputStream from) throws IOException {
        int length = from.readInt();
        if (length < 0 || length > MAX_BYTES) {
            throw new IOException("a message of " + length + " bytes");
        }
        byte[] json = from.readNBytes(length);
        if (json.length < length) {
            throw new EOFException("ended within a message");
        }
        return Json.parse(json);
    }

    static void writeJson(DataOutputStream to, JsonNode content) throws IOException {
        byte[] json = Json.writeBytes(content);
        to.writeInt(json.length);
        to.write(json);
        to.flush();
    }

    static Answer lost() {
        return new Answer(LOST, Json.object());
    }
}
