package dev.quayside.benchmarks;

import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The tables of a benchmark in `docs/performance.md`, between two marks; the words around them are left as they are.
///
/// @param file the page
/// @param benchmark the name of the benchmark
record PerformancePage(Path file, String benchmark) {
    static final String END = "<!-- measured: end -->";

    /// The line before the tables.
    String begin() {
        return "<!-- measured: begin (written by ./quayside bench " + benchmark + " --page) -->";
    }

    /// Replaces the tables by those of `runs`, all of one benchmark and at least one.
    ///
    /// @throws ProblemException `bench.page` if the page or its marks are missing
    void write(List<Figure> shown, List<Figures> runs) {
        try {
            Files.writeString(file, replace(Files.readString(file), tables(shown, runs)));
        } catch (IOException e) {
            throw new ProblemException(
                    new Problem("bench.page", file + " cannot be read or written: " + e.getMessage()), e);
        }
    }

    /// `page` with `tables` between its marks.
    String replace(String page, String tables) {
        int begin = page.indexOf(begin());
        int end = page.indexOf(END, Math.max(0, begin));
        if (begin < 0 || end < begin) {
            throw new ProblemException("bench.page", file + " lacks the line " + begin() + " or, after it, " + END);
        }
        return page.substring(0, begin + begin().length()) + "\n" + tables + page.substring(end);
    }

    /// Ratios, figures and machine, each run in a column of its own.
    static String tables(List<Figure> shown, List<Figures> runs) {
        List<Figure> ratios = measured(shown, runs, true);
        List<Figure> others = measured(shown, runs, false);
        var text = new StringBuilder();
        if (!ratios.isEmpty()) {
            text.append(table("ratio", ratios, runs)).append('\n');
        }
        text.append(table("figure", others, runs)).append('\n');
        if (runs.stream().anyMatch(Machine::busy)) {
            text.append(
                    "Other programs kept the machine busy meanwhile (see the load averages): on a quiet one the figures are"
                            + " better.\n\n");
        }
        for (int i = 0; i < runs.size(); i++) {
            text.append("Run ")
                    .append(i + 1)
                    .append(": ")
                    .append(new Report(shown, runs.get(i)).machine())
                    .append(".\n");
        }
        return text.toString();
    }

    private static List<Figure> measured(List<Figure> shown, List<Figures> runs, boolean ratios) {
        return shown.stream()
                .filter(figure -> (figure.unit() == Figure.Unit.RATIO) == ratios)
                .filter(figure ->
                        runs.stream().anyMatch(run -> run.find(figure.key()).isPresent()))
                .toList();
    }

    private static String table(String title, List<Figure> rows, List<Figures> runs) {
        String columns = IntStream.rangeClosed(1, runs.size())
                .mapToObj(run -> " run " + run + " |")
                .collect(Collectors.joining());
        var text = new StringBuilder("| " + title + " | | median | least and most |" + columns + "\n");
        text.append("|---|---|---|---|").append("---|".repeat(runs.size())).append('\n');
        rows.forEach(figure -> text.append(row(figure, runs)).append('\n'));
        return text.toString();
    }

    private static String row(Figure figure, List<Figures> runs) {
        List<Optional<Sample>> each =
                runs.stream().map(run -> run.find(figure.key())).toList();
        List<Sample> there = each.stream().flatMap(Optional::stream).toList();
        Sample medians = Sample.of(there.stream().map(Sample::median).toList());
        List<Double> all = new ArrayList<>();
        there.forEach(sample -> all.addAll(sample.values()));
        Figure.Unit unit = figure.unit();
        Sample spread = Sample.of(all);
        return "| " + figure.label().strip() + " | " + unit.word() + " | **" + unit.show(medians.median()) + "** | "
                + unit.show(spread.min()) + " to " + unit.show(spread.max()) + " |"
                + each.stream()
                        .map(sample ->
                                " " + sample.map(Sample::median).map(unit::show).orElse("-") + " |")
                        .collect(Collectors.joining());
    }
}
