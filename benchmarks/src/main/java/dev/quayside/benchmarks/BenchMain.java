package dev.quayside.benchmarks;

import dev.quayside.cli.Cli;
import dev.quayside.cli.Terminal;
import java.nio.file.Path;
import java.util.List;

/// Starts `./quayside bench`.
public final class BenchMain {
    private BenchMain() {}

    /// Runs the command that was typed and ends the process with its exit code.
    public static void main(String... arguments) {
        Path root = Path.of(System.getProperty("quayside.root", "."))
                .toAbsolutePath()
                .normalize();
        System.exit(cli(
                        new Terminal(System.out, System.err),
                        root,
                        List.of(
                                new EngineFigures(),
                                new ApiFigures(),
                                new LiveFigures(),
                                new AccountFigures(),
                                new FileFigures(),
                                new DocumentFigures(),
                                new ExtractionFigures(),
                                new TextFigures()))
                .run(arguments));
    }

    /// The command line with the one command of this module.
    static Cli cli(Terminal terminal, Path root, List<Benchmark> benchmarks) {
        return new Cli(terminal, _ -> {}, List.of(new BenchCommand(terminal, root, benchmarks)));
    }
}
