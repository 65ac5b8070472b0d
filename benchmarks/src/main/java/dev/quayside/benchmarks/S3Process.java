package dev.quayside.benchmarks;

import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// An S3 server on this machine, as a process of its own. One thread at a time.
///
/// @param signed the port for requests that are signed
/// @param open the port for all others
record S3Process(Children children, Process process, int signed, int open) implements AutoCloseable {
    /// Starts it on an empty folder.
    ///
    /// @throws ProblemException `bench.start-failed` if it does not become ready
    static S3Process start(Bench bench, Path folder) {
        Process process = bench.children()
                .start(new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-Xmx1g",
                                "-cp",
                                System.getProperty("quayside.bench-class-path", ""),
                                "dev.quayside.benchmarks.S3Server",
                                folder.toString())
                        .redirectErrorStream(true));
        StringBuilder said = new StringBuilder();
        try {
            BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ", -1);
                if (words.length == 3 && words[0].equals("ready")) {
                    return new S3Process(
                            bench.children(), process, Integer.parseInt(words[1]), Integer.parseInt(words[2]));
                }
                said.append(line).append('\n');
            }
        } catch (IOException e) {
            said.append(e.getMessage());
        }
        bench.children().stop(process);
        throw new ProblemException(new Problem("bench.start-failed", "No S3 server was started; it said: " + said));
    }

    @Override
    public void close() {
        children.stop(process);
    }
}
