package dev.quayside.document.child;

import dev.quayside.base.Json;
import dev.quayside.base.ProblemException;
import dev.quayside.base.Progress;
import dev.quayside.process.Frame;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import tools.jackson.databind.JsonNode;

/// What a child says: a frame with JSON in UTF-8. What it is told is the same without a kind.
///
/// @param kind [Frame#READY] once, then for each task any number of [#PROGRESS] and one [#DONE] or [#PROBLEM];
///     [Frame#LOST] if the child is gone
record Answer(char kind, JsonNode content) {
    static final char DONE = 'D';

    /// `{"code", "detail"}`.
    static final char PROBLEM = 'P';

    /// `{"done", "total", "unit"}`.
    static final char PROGRESS = 'G';

    static final String KINDS = "" + DONE + PROBLEM + PROGRESS;

    private static final int LONGEST_UNIT = 20;

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

    static Answer progress(long done, long total, String unit) {
        return new Answer(
                PROGRESS, Json.object().put("done", done).put("total", total).put("unit", unit));
    }

    /// Passes on what [#progress] made, if it can be true.
    void tell(Progress progress) {
        long done = content.path("done").asLong(-1);
        long total = content.path("total").asLong(-1);
        String unit = content.path("unit").asString("");
        if (done >= 0 && total >= done && !unit.isEmpty() && unit.length() <= LONGEST_UNIT) {
            progress.at(done, total, unit);
        }
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
