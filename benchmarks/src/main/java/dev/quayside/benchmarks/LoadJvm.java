package dev.quayside.benchmarks;

import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A JVM like the one `bin/quayside` starts (libraries, options, collector and AOT cache of the package), with a
/// load in it that says what it measures as [EngineLoad] does.
final class LoadJvm {
    private final Bench bench;

    LoadJvm(Bench bench) {
        this.bench = bench;
    }

    /// Runs `load` to its end and adds what it measures to `figures`.
    ///
    /// @throws ProblemException `bench.load-failed`
    void measure(Class<?> load, List<String> arguments, Figures figures) throws InterruptedException {
        List<String> command = line();
        command.add(load.getName());
        command.addAll(arguments);
        Process process =
                bench.children().start(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT));
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                take(line, figures);
            }
            int exit = process.waitFor();
            if (exit != 0) {
                throw new ProblemException(
                        "bench.load-failed",
                        "The engine could not be measured; the reason stands above (exit code " + exit + ")");
            }
        } catch (IOException e) {
            throw new ProblemException(
                    new Problem("bench.load-failed", "What the engine's JVM said could not be read: " + e.getMessage()),
                    e);
        } finally {
            bench.children().stop(process);
        }
    }

    /// Takes in one line that [EngineLoad] wrote.
    private void take(String line, Figures figures) {
        if (line.startsWith(EngineLoad.FIGURE)) {
            String[] words = line.substring(EngineLoad.FIGURE.length()).split(" ", 2);
            figures.add(words[0], Double.parseDouble(words[1]));
        } else if (line.startsWith(EngineLoad.PROGRESS)) {
            bench.say("  " + line.substring(EngineLoad.PROGRESS.length()));
        }
    }

    /// As `bin/quayside` puts it together, with the classes of this module at the end of the class path.
    private List<String> line() {
        Path lib = bench.program().resolve("lib");
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.add("@" + lib.resolve("jvm.options"));
        String options = System.getenv().getOrDefault("QUAYSIDE_JAVA_OPTS", "").strip();
        if (!options.matches(".*-XX:\\+Use[A-Za-z0-9]+GC.*")) {
            line.add("-XX:+UseG1GC");
        }
        if (Files.exists(lib.resolve("quayside.aot"))) {
            line.add("-XX:AOTCache=" + lib.resolve("quayside.aot"));
        }
        line.add("-Dquayside.log.level=WARN");
        line.addAll(options.isEmpty() ? List.of() : List.of(options.split("\\s+")));
        line.addAll(List.of("-cp", classPath(lib)));
        return line;
    }

    private String classPath(Path lib) {
        try {
            List<String> all = new ArrayList<>();
            Files.readAllLines(lib.resolve("class-path.txt"))
                    .forEach(jar -> all.add(lib.resolve(jar).toString()));
            all.add(bench.root().resolve("benchmarks/target/quick/classes").toString());
            return String.join(File.pathSeparator, all);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
