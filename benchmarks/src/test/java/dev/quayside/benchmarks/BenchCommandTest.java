package dev.quayside.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import dev.quayside.base.ProblemException;
import dev.quayside.cli.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path root = Path.of("");

    @Test
    void withoutANameTheBenchmarksAreListed() {
        assertThat(bench()).isZero();
        assertThat(said(out)).contains("  trees    counts trees").contains("  broken");
        assertThat(said(err)).isEmpty();
    }

    @Test
    void theTableShowsRatiosFirstAndTheMachineLast() {
        assertThat(bench("trees")).isZero();
        List<String> lines = said(out).lines().toList();
        assertThat(lines.get(1)).contains("taller than theirs").contains("2.0").endsWith("x");
        assertThat(lines.get(3))
                .contains("trees a second")
                .contains("1,500")
                .contains("1,000")
                .contains("2,000");
        assertThat(lines.getLast()).isEqualTo("4 cores");
        assertThat(said(err)).contains("counting, quick false");
    }

    @Test
    void jsonIsOneObjectOnStandardOutput() {
        assertThat(bench("trees", "--quick", "-o", "json")).isZero();
        assertThat(Json.parse(said(out)))
                .isEqualTo(
                        Json.parse("{\"machine.cores\": 4, \"trees.per_second\": 1500, \"trees.per_second.min\": 1000,"
                                + " \"trees.per_second.max\": 2000, \"ratio.trees\": 2}"));
        assertThat(said(err)).contains("counting, quick true");
    }

    @Test
    void aMistypedNameIsAUsageErrorWithASuggestion() {
        assertThat(bench("tress")).isEqualTo(2);
        assertThat(said(err)).contains("unknown benchmark 'tress'; did you mean 'trees'?");
        assertThat(bench("trees", "--quik")).isEqualTo(2);
        assertThat(said(err)).contains("did you mean '--quick'?");
    }

    @Test
    void aBenchmarkThatCannotMeasureFailsWithItsReason() {
        assertThat(bench("broken", "-o", "json")).isEqualTo(1);
        assertThat(said(out)).isEmpty();
        assertThat(said(err)).contains("error: it broke").contains("code: bench.start-failed");
    }

    @Test
    void nothingIsLeftOnTheDisk() throws IOException {
        assertThat(bench("trees")).isZero();
        assertThat(bench("broken")).isEqualTo(1);
        try (Stream<Path> left = Files.list(root.resolve("target/bench"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void everyFigureOfTheEngineIsShownOnce() {
        assertThat(new EngineFigures().figures())
                .extracting(Figure::key)
                .doesNotHaveDuplicates()
                .contains(
                        "w10.steps_per_second",
                        "l40.seconds",
                        "f100.seconds",
                        "cold_start.seconds",
                        "memory.server_mb");
    }

    private int bench(String... arguments) {
        var terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8));
        List<String> line =
                Stream.concat(Stream.of("bench"), Stream.of(arguments)).toList();
        return BenchMain.cli(terminal, root, List.of(new Trees(), new Broken())).run(line.toArray(String[]::new));
    }

    private static String said(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }

    private static final class Trees implements Benchmark {
        @Override
        public String name() {
            return "trees";
        }

        @Override
        public String summary() {
            return "counts trees";
        }

        @Override
        public List<Figure> figures() {
            return List.of(
                    new Figure("ratio.trees", "taller than theirs", Figure.Unit.RATIO),
                    new Figure("trees.per_second", "trees a second", Figure.Unit.STEPS_PER_SECOND));
        }

        @Override
        public Figures measure(Bench bench) {
            bench.say("counting, quick " + bench.quick());
            assertThat(bench.scratch()).isEmptyDirectory();
            var figures = new Figures();
            figures.add("machine.cores", 4);
            figures.add("trees.per_second", 1_000);
            figures.add("trees.per_second", 2_000);
            figures.add("ratio.trees", 2);
            return figures;
        }
    }

    private static final class Broken implements Benchmark {
        @Override
        public String name() {
            return "broken";
        }

        @Override
        public String summary() {
            return "breaks";
        }

        @Override
        public List<Figure> figures() {
            return List.of();
        }

        @Override
        public Figures measure(Bench bench) {
            throw new ProblemException("bench.start-failed", "it broke");
        }
    }
}
