package dev.quayside.action.script;

import dev.quayside.base.ProblemException;
import dev.quayside.process.Resource;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// CPython, as found on this machine. Immutable.
///
/// @param program a path, or a name to find on the PATH
record Python(String program) implements Language {
    private static final String WHERE = "import sys; print(sys.executable); print(sys.base_prefix)";

    @Override
    public String name() {
        return "python";
    }

    /// Asks the interpreter where it really lies: the name on the PATH may be a script that chooses among several.
    @Override
    public Launch launch() throws InterruptedException {
        if (System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("windows")) {
            throw new ProblemException(
                    "script.unsupported", "Python scripts need fork, which Windows does not have; use JavaScript");
        }
        Path found = find();
        try {
            Process process = new ProcessBuilder(found.toString(), "-I", "-S", "-c", WHERE)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            List<String> lines = answer.lines().toList();
            if (process.waitFor() == 0 && lines.size() == 2) {
                return new Launch(
                        List.of(lines.getFirst(), "-I", "-S", "-B", "-c", Resource.text(Python.class, "worker.py")),
                        List.of(Path.of(lines.getLast())));
            }
        } catch (IOException e) {
            throw missing(found + " does not start: " + e.getMessage());
        }
        throw missing(found + " is no working Python 3");
    }

    private Path find() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
        Stream<Path> candidates = program.contains("/")
                ? Stream.of(Path.of(program))
                : Pattern.compile(Pattern.quote(File.pathSeparator))
                        .splitAsStream(path)
                        .filter(folder -> !folder.isEmpty())
                        .map(folder -> Path.of(folder, program));
        return candidates
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> missing("there is no " + program + " on this machine"));
    }

    private static ProblemException missing(String why) {
        return new ProblemException(
                "script.python-missing",
                "Python scripts cannot run: " + why + ". Install Python 3.9 or newer (Debian and Ubuntu: apt install"
                        + " python3; Fedora: dnf install python3), or set scripts.python to where it lies.");
    }
}
