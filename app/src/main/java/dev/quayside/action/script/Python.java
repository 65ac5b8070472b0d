package dev.quayside.action.script;

import dev.quayside.base.ProblemException;
import java.io.File;
import java.io.IOException;
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
    @Override
    public String name() {
        return "python";
    }

    @Override
    public List<String> command() {
        if (System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("windows")) {
            throw new ProblemException(
                    "script.unsupported", "Python scripts need fork, which Windows does not have; use JavaScript");
        }
        return List.of(find().toString(), "-I", "-S", "-B", "-c", Isolation.Resource.text("worker.py"));
    }

    /// The installation that the interpreter belongs to, as `bin/python3` lies in it.
    @Override
    public List<Path> readable() {
        Path program = find();
        try {
            Path real = program.toRealPath();
            return Stream.of(
                            real.resolve("../..").normalize(),
                            program.resolve("../..").normalize())
                    .distinct()
                    .filter(folder -> folder.getNameCount() > 0)
                    .toList();
        } catch (IOException _) {
            return List.of();
        }
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
                .orElseThrow(() -> new ProblemException(
                        "script.python-missing",
                        "There is no " + program
                                + " on this machine. Install Python 3.9 or newer (Debian and Ubuntu: apt install python3;"
                                + " Fedora: dnf install python3), or set scripts.python to where it lies."));
    }
}
