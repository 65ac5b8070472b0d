package dev.quayside.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Reading the text of documents, child process and all, beside Tika alone in one warm JVM. One thread at a time.
final class ExtractionFigures implements Benchmark {
    /// What is read, in the order to show it: files that are made for it, and the real ones.
    static final List<String> KINDS = List.of("docx", "xlsx", "pptx", "html", "pdf", "rtf", "csv", "txt", "real");

    @Override
    public String name() {
        return "extraction";
    }

    @Override
    public String summary() {
        return "text of documents by the megabyte, beside Tika's parsers in one warm JVM";
    }

    @Override
    public List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        KINDS.forEach(kind -> figures.add(new Figure(
                kind + ".ratio", label(kind) + ", ours to Tika alone, megabytes a second", Figure.Unit.RATIO)));
        KINDS.forEach(kind -> {
            figures.add(new Figure(
                    kind + ".mb_per_second", label(kind) + ", bytes of the file", Figure.Unit.MEGABYTES_PER_SECOND));
            figures.add(new Figure(kind + ".tika_mb_per_second", "  Tika alone", Figure.Unit.MEGABYTES_PER_SECOND));
            figures.add(new Figure(
                    kind + ".million_letters_per_second", "  letters found", Figure.Unit.MILLION_LETTERS_PER_SECOND));
        });
        return figures;
    }

    private static String label(String kind) {
        return kind.equals("real") ? "real files, all kinds" : kind;
    }

    @Override
    public Figures measure(Bench bench) throws InterruptedException {
        Figures figures = new Figures();
        Machine.describe(bench, figures);
        bench.say("Text of documents");
        String shared = System.getenv().getOrDefault("QUAYSIDE_SHARED", "../shared");
        Path real = bench.root().resolve(shared).resolve("data/office").normalize();
        List<String> arguments =
                List.of(bench.folder("extraction").toString(), real.toString(), Integer.toString(bench.choose(2, 6)));
        new LoadJvm(bench).measure(ExtractionLoad.class, arguments, figures);
        KINDS.forEach(kind -> figures.addRatio(kind + ".ratio", kind + ".mb_per_second", kind + ".tika_mb_per_second"));
        return figures;
    }
}
