package dev.quayside.benchmarks;

import dev.quayside.base.Json;
import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import dev.quayside.base.Suggestion;
import dev.quayside.cli.ExitCode;
import dev.quayside.cli.OutputOptions;
import dev.quayside.cli.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/// `bench`: runs benchmarks, or lists them. One thread at a time.
@Command(name = "bench", description = "Run a benchmark on fresh data; without a name and options, list them")
final class BenchCommand implements Callable<Integer> {
    /// How often a page is measured for.
    private static final int RUNS_FOR_PAGE = 3;

    private final Terminal terminal;
    private final Path root;
    private final List<Benchmark> benchmarks;

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description = "the benchmark; all of them if there are only options")
    private @Nullable String name;

    @Option(names = "--quick", description = "take under two minutes, and be less exact")
    private boolean quick;

    @Option(
            names = "--page",
            paramLabel = "FILE",
            description = "measure three times and write the tables into this page, normally docs/performance.md")
    private @Nullable Path page;

    @Option(
            names = "--scratch",
            paramLabel = "DIR",
            description =
                    "where fresh data folders are made and removed (default: target/bench); its disk is what is measured")
    private @Nullable Path scratch;

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Spec
    private @Nullable CommandSpec spec;

    BenchCommand(Terminal terminal, Path root, List<Benchmark> benchmarks) {
        this.terminal = terminal;
        this.root = root;
        this.benchmarks = benchmarks;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (name == null && !quick && page == null && !output.json()) {
            list();
            return ExitCode.OK.number();
        }
        List<Benchmark> chosen = name == null ? benchmarks : List.of(require(name));
        if (page != null && chosen.size() > 1) {
            throw mistake("--page needs the name of one benchmark");
        }
        if (page != null) {
            writePage(chosen.getFirst(), page);
        } else {
            print(chosen);
        }
        return ExitCode.OK.number();
    }

    private void list() {
        int width = benchmarks.stream()
                .mapToInt(benchmark -> benchmark.name().length())
                .max()
                .orElse(0);
        terminal.print("Benchmarks:");
        benchmarks.forEach(benchmark -> terminal.print(
                "  " + benchmark.name() + " ".repeat(width - benchmark.name().length() + 3) + benchmark.summary()));
        terminal.print("");
        terminal.print(
                "Run one with ./quayside bench NAME [--quick] [-o json|table]; what it means: docs/performance.md");
    }

    private Benchmark require(String wanted) {
        return benchmarks.stream()
                .filter(benchmark -> benchmark.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> mistake("unknown benchmark '" + wanted + "'"
                        + Suggestion.phrase(
                                wanted, benchmarks.stream().map(Benchmark::name).toList())));
    }

    private ParameterException mistake(String what) {
        if (spec == null) {
            throw new IllegalStateException("not called through the command line");
        }
        return new ParameterException(spec.commandLine(), what);
    }

    private void print(List<Benchmark> chosen) throws InterruptedException {
        ObjectNode json = Json.object();
        for (Benchmark benchmark : chosen) {
            Figures figures = measure(benchmark);
            json.setAll(figures.toJson());
            if (!output.json()) {
                new Report(benchmark.figures(), figures).table().forEach(terminal::print);
            }
        }
        if (output.json()) {
            terminal.print(json);
        }
    }

    private void writePage(Benchmark benchmark, Path file) throws InterruptedException {
        List<Figures> runs = new ArrayList<>();
        for (int i = 1; i <= RUNS_FOR_PAGE; i++) {
            terminal.progress(output, "Run " + i + " of " + RUNS_FOR_PAGE);
            runs.add(measure(benchmark));
        }
        new PerformancePage(file, benchmark.name()).write(benchmark.figures(), runs);
        terminal.print("Wrote the tables of " + file);
    }

    private Figures measure(Benchmark benchmark) throws InterruptedException {
        try (Scratch folder = Scratch.in(scratch == null ? root.resolve("target/bench") : scratch.toAbsolutePath());
                Children children = new Children();
                Interruption _ = Interruption.register(children, folder)) {
            return benchmark.measure(
                    new Bench(root, folder.path(), quick, children, line -> terminal.progress(output, line)));
        } catch (IOException e) {
            throw new ProblemException(
                    new Problem("bench.disk", "No scratch folder could be made: " + e.getMessage()), e);
        }
    }
}
