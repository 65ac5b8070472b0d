package dev.quayside.document.child;

import dev.quayside.base.Json;
import dev.quayside.process.Frame;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import tools.jackson.databind.JsonNode;

/// A child that says what no child of ours would.
final class TalkativeChild {
    private TalkativeChild() {}

    public static void main(String... arguments) throws IOException {
        var input = new DataInputStream(new FileInputStream(FileDescriptor.in));
        var output = new DataOutputStream(new FileOutputStream(FileDescriptor.out));
        new Answer(Frame.READY, Json.object()).write(output);
        while (true) {
            JsonNode order = Answer.readJson(input);
            for (long i = 1; order.path("how").asString().equals("flood"); i++) {
                Answer.progress(i, i + 1, "pages").write(output);
                Answer.progress(1, 1_000_000, "u" + i).write(output);
            }
            Answer.progress(-5, 10, "pages").write(output);
            Answer.progress(11, 10, "pages").write(output);
            Answer.progress(1, 10, "p".repeat(1_000)).write(output);
            new Answer(Answer.PROGRESS, Json.object()).write(output);
            Answer.progress(3, 10, "pages").write(output);
            new Answer(Answer.DONE, Json.object()).write(output);
        }
    }
}
