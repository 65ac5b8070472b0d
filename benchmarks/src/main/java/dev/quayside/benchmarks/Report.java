package dev.quayside.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Figures as people read them: ratios first, then what they come from.
///
/// @param shown the figures to show, in order; what was not measured is left out
record Report(List<Figure> shown, Figures figures) {
    Report {
        shown = shown.stream()
                .filter(figure -> figures.find(figure.key()).isPresent())
                .toList();
    }

    /// A table with the median, the extremes and the unit of every figure, and then the machine.
    List<String> table() {
        int width =
                shown.stream().mapToInt(figure -> figure.label().length()).max().orElse(0);
        String columns = "%-" + width + "s %12s %12s %12s  %s";
        List<String> lines = new ArrayList<>();
        boolean ratios = true;
        lines.add(String.format(Locale.ROOT, columns, "", "median", "min", "max", "")
                .stripTrailing());
        for (Figure figure : shown) {
            if (ratios && figure.unit() != Figure.Unit.RATIO) {
                ratios = false;
                lines.add("");
            }
            Sample sample = figures.find(figure.key()).orElseThrow();
            boolean several = sample.values().size() > 1;
            lines.add(String.format(
                    Locale.ROOT,
                    columns,
                    figure.label(),
                    figure.unit().show(sample.median()),
                    several ? figure.unit().show(sample.min()) : "",
                    several ? figure.unit().show(sample.max()) : "",
                    figure.unit().word()));
        }
        lines.add("");
        lines.add(machine());
        return lines;
    }

    /// Everything about the machine on one line.
    String machine() {
        List<String> parts = new ArrayList<>();
        count("machine.cores").ifPresent(cores -> parts.add(cores + " cores"));
        text("machine.cpu").ifPresent(parts::add);
        count("machine.memory_gb").ifPresent(gigabytes -> parts.add(gigabytes + " GB"));
        text("machine.system").ifPresent(parts::add);
        text("machine.jdk").ifPresent(jdk -> parts.add("JDK " + jdk));
        text("machine.java_options").ifPresent(options -> parts.add("with " + options));
        text("machine.date").ifPresent(parts::add);
        count("machine.load_before").ifPresent(load -> parts.add("load average before: " + load));
        return String.join("; ", parts);
    }

    private Optional<String> text(String key) {
        return Optional.ofNullable(figures.texts().get(key));
    }

    private Optional<String> count(String key) {
        return figures.find(key)
                .map(Sample::median)
                .map(value -> value == Math.rint(value) ? Long.toString(value.longValue()) : value.toString());
    }
}
