package dev.quayside.testing;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A second JVM that runs a `main` of the test code, for tests that kill it.
public final class ChildJvm implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;

    private ChildJvm(Process process) {
        this.process = process;
        output = process.inputReader(StandardCharsets.UTF_8);
    }

    public static ChildJvm start(Class<?> main, String... arguments) {
        return start(List.of(), System.getProperty("java.class.path"), main, arguments);
    }

    /// Starts a JVM that may run as someone else.
    ///
    /// @param prefix words before `java`, for example to run as another user
    public static ChildJvm start(List<String> prefix, String classPath, Class<?> main, String... arguments) {
        List<String> line = new ArrayList<>(prefix);
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", classPath, main.getName()));
        line.addAll(List.of(arguments));
        try {
            return new ChildJvm(new ProcessBuilder(line)
                    .directory(new File("/"))
                    .redirectErrorStream(true)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The rest of the first line that starts with `word`; fails with everything said so far if the JVM ends before.
    public String await(String word) {
        var said = new StringBuilder();
        try {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.startsWith(word + " ")) {
                    return line.substring(word.length() + 1);
                }
                said.append(line).append('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new AssertionError("the child never said '" + word + "' but:\n" + said);
    }

    /// Writes a line to its standard input.
    ///
    /// @return false if it is gone
    public boolean say(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /// Everything it says from now on, until it ends.
    public Stream<String> rest() {
        return output.lines();
    }

    public long pid() {
        return process.pid();
    }

    /// Kills it as `kill -9` does, and waits until it is gone.
    public void kill() throws InterruptedException {
        // Process.destroyForcibly would also throw away what is still to be read.
        process.toHandle().destroyForcibly();
        process.waitFor();
    }

    /// Asks it to stop, as `kill` does.
    public void terminate() {
        process.toHandle().destroy();
    }

    /// Waits for its end.
    public int exitCode() throws InterruptedException {
        return process.waitFor();
    }

    public boolean alive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
