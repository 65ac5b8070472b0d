package dev.quayside.document.child;

import dev.quayside.base.Json;
import dev.quayside.base.ProblemException;
import dev.quayside.base.Progress;
import dev.quayside.process.Frame;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/// What a child process does: takes orders from standard input and answers on standard output, until the input ends.
public final class ChildLoop {
    private ChildLoop() {}

    /// The work itself.
    @FunctionalInterface
    public interface Work {
        /// Does one task.
        ///
        /// @param folder where the files of the task lie
        /// @param progress may be told as often as one likes
        /// @throws Exception whatever a library throws at a file it cannot read
        JsonNode work(JsonNode order, Path folder, Progress progress) throws Exception;
    }

    /// Works until the server closes the pipe or is gone.
    ///
    /// @param folder as the server calls it
    public static void run(Path folder, Work work) throws IOException {
        var input = new DataInputStream(new FileInputStream(FileDescriptor.in));
        var output = new DataOutputStream(new FileOutputStream(FileDescriptor.out));
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        new Answer(Frame.READY, Json.object()).write(output);
        Path task = new TaskFolder(folder).task();
        try {
            while (true) {
                JsonNode order = Answer.readJson(input);
                answer(order, task, work, new PacedProgress(told(output))).write(output);
            }
        } catch (EOFException _) {
            Runtime.getRuntime().halt(0);
        }
    }

    private static Progress told(DataOutputStream output) {
        return (done, total, unit) -> {
            try {
                Answer.progress(done, total, unit).write(output);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    private static Answer answer(JsonNode order, Path folder, Work work, Progress progress) {
        try {
            return new Answer(Answer.DONE, work.work(order, folder, progress));
        } catch (ProblemException e) {
            return problem(e.problem().code(), e.problem().detail());
        } catch (Exception | StackOverflowError | LinkageError e) {
            return problem("document.corrupt", "The file is damaged or not what it seems: " + reason(e));
        }
    }

    private static Answer problem(String code, String detail) {
        return new Answer(Answer.PROBLEM, Json.object().put("code", code).put("detail", detail));
    }

    /// The innermost message, in one line.
    private static String reason(Throwable thrown) {
        Throwable inner = thrown;
        while (inner.getCause() != null) {
            inner = inner.getCause();
        }
        String message = inner.getMessage() == null ? inner.getClass().getSimpleName() : inner.getMessage();
        String line = message.replaceAll("\\s+", " ");
        return line.substring(0, Math.min(line.length(), 200));
    }
}
