package dev.quayside.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quayside.base.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PerformancePageTest {
    private static final String BEGIN = new PerformancePage(Path.of("page"), "engine").begin();

    private static final List<Figure> SHOWN = List.of(
            new Figure("ratio.x", "to the other", Figure.Unit.RATIO),
            new Figure("l40.seconds", "one run", Figure.Unit.SECONDS_AS_MILLISECONDS),
            new Figure("never", "not measured", Figure.Unit.SECONDS));

    @TempDir
    private Path folder = Path.of("");

    @Test
    void tablesShowTheMedianTheExtremesAndEveryRun() {
        String tables =
                PerformancePage.tables(SHOWN, List.of(run(60, 0.010, 0.014), run(62.54, 0.020), run(61, 0.013)));
        assertThat(tables)
                .contains("| ratio | | median | least and most | run 1 | run 2 | run 3 |")
                .contains("| to the other | x | **61.0** | 60.0 to 62.5 | 60.0 | 62.5 | 61.0 |")
                .contains("| one run | ms | **13.0** | 10.0 to 20.0 | 12.0 | 20.0 | 13.0 |")
                .doesNotContain("not measured");
    }

    @Test
    void aBusyMachineIsAdmitted() {
        Figures busy = run(1, 2);
        busy.add("machine.load_before", 1_000);
        assertThat(PerformancePage.tables(SHOWN, List.of(run(1, 2)))).doesNotContain("busy");
        assertThat(PerformancePage.tables(SHOWN, List.of(run(1, 2), busy))).contains("kept the machine busy");
    }

    @Test
    void onlyTheTablesOfThePageAreReplaced() throws IOException {
        Path file = folder.resolve("page.md");
        Files.writeString(file, "before\n" + BEGIN + "\nold\n" + PerformancePage.END + "\nafter\n");
        new PerformancePage(file, "engine").write(SHOWN, List.of(run(1, 2)));
        assertThat(Files.readString(file))
                .startsWith("before\n" + BEGIN + "\n| ratio |")
                .endsWith("\n" + PerformancePage.END + "\nafter\n")
                .doesNotContain("old");
    }

    @Test
    void aPageWithoutMarksIsLeftAlone() throws IOException {
        Path file = folder.resolve("page.md");
        Files.writeString(file, "no marks");
        assertThatThrownBy(() -> new PerformancePage(file, "engine").write(SHOWN, List.of(run(1, 2))))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("measured: begin");
        assertThat(Files.readString(file)).isEqualTo("no marks");
    }

    @ParameterizedTest
    @ValueSource(strings = {"engine", "api", "live", "files", "documents", "extraction"})
    void theProjectsPageHasMarksForEveryBenchmark(String benchmark) throws IOException {
        String page = Files.readString(Path.of("../docs/performance.md"));
        PerformancePage marked = new PerformancePage(Path.of("page"), benchmark);

        assertThat(marked.replace(page, "")).contains(marked.begin() + "\n" + PerformancePage.END);
    }

    private static Figures run(double ratio, double... seconds) {
        var figures = new Figures();
        figures.add("ratio.x", ratio);
        for (double each : seconds) {
            figures.add("l40.seconds", each);
        }
        return figures;
    }
}
