package dev.quayside.database.embedded;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Runs other programs, with an environment that holds nothing of ours.
final class Command {
    static final File NOTHING = new File("/dev/null");
    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private Command() {}

    /// How a program ended.
    ///
    /// @param output what it wrote to either stream
    record Ended(int exitCode, String output) {
        boolean well() {
            return exitCode == 0;
        }
    }

    /// The path of a program in the usual folders.
    static Optional<Path> find(String program) {
        return Stream.of(PATH.split(":", -1))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /// A program that is ready to be started, both its output streams in one.
    static ProcessBuilder prepare(Path folder, List<String> line) {
        ProcessBuilder builder =
                new ProcessBuilder(line).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(Map.of("PATH", PATH, "LC_ALL", "C", "TZ", "UTC"));
        return builder;
    }

    /// Runs a program to its end; meant for short ones. A program that cannot be started counts as ended with 127.
    static Ended run(Path folder, List<String> line, String input) {
        try {
            Process process = prepare(folder, line).start();
            try (OutputStream stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException _) {
                // The program did not want to read it; its exit code and output tell why.
            }
            try (InputStream stdout = process.getInputStream()) {
                String output = new String(stdout.readAllBytes(), StandardCharsets.UTF_8);
                return new Ended(process.waitFor(), output);
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            return new Ended(127, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("Interrupted while running " + line.getFirst(), e));
        }
    }

    /// Sends a signal; nothing happens if the process is gone.
    static void signal(long pid, String name) {
        run(Path.of("/"), List.of("/bin/sh", "-c", "kill -s \"$1\" \"$2\"", "sh", name, Long.toString(pid)), "");
    }
}
