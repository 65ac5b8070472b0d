package dev.quayside.document.child;

import dev.quayside.base.Json;
import dev.quayside.base.ProblemException;
import dev.quayside.process.Frame;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import tools.jackson.databind.JsonNode;

/// What a child says: a frame with JSON in UTF-8. What it is told is the same without a kind.
///
/// @param kind [Frame#READY] once, then for each task [#DONE] or [#PROBLEM]; [Frame#LOST] if the child is gone
record Answer(char kind, JsonNode content) {
    static final char DONE = 'D';

    /// `{"code", "detail"}`.
    static final char PROBLEM = 'P';

    static final String KINDS = "" + DONE + PROBLEM;

    /// Larger messages are not ours.
    static final int MOST_BYTES = 256 << 20;

    /// Reads a frame; one that holds no JSON is as good as none.
    static Answer of(Frame frame) {
        try {
            return frame.kind() == Frame.LOST
                    ? lost()
                    : new Answer(frame.kind(), Json.parse(frame.data().array()));
        } catch (ProblemException _) {
            return lost();
        }
    }

    private static Answer lost() {
        return new Answer(Frame.LOST, Json.object());
    }

    void write(DataOutputStream to) throws IOException {
        to.writeByte(kind);
        writeJson(to, content);
    }

    static JsonNode readJson(DataInputStream from) throws IOException {
        int length = from.readInt();
        if (length < 0 || length > MOST_BYTES) {
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
}
