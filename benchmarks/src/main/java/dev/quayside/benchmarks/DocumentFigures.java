package dev.quayside.benchmarks;

import java.util.List;

/// Documents: what a conversion takes, warm, beside a LibreOffice that is started for every file; how fast text is
/// read. One thread at a time.
final class DocumentFigures implements Benchmark {
    @Override
    public String name() {
        return "documents";
    }

    @Override
    public String summary() {
        return "conversions by LibreOffice and by Java, beside soffice --convert-to; reading text";
    }

    @Override
    public List<Figure> figures() {
        return List.of(
                new Figure("pdf.bare_ratio", "a LibreOffice for every file, to ours", Figure.Unit.RATIO),
                new Figure("pdf.office_p50_ms", "docx to pdf, 2 pages, LibreOffice, p50", Figure.Unit.MILLISECONDS),
                new Figure("pdf.office_p99_ms", "  p99", Figure.Unit.MILLISECONDS),
                new Figure("pdf.office_first_ms", "  the first, which starts it", Figure.Unit.MILLISECONDS),
                new Figure("pdf.office_per_second", "  50 files from 10 threads", Figure.Unit.FILES_PER_SECOND),
                new Figure("pdf.office_failed", "  of these failed", Figure.Unit.COUNT),
                new Figure("pdf.bare_ms", "soffice --convert-to, a process each", Figure.Unit.MILLISECONDS),
                new Figure("pdf.java_p50_ms", "docx to pdf, 2 pages, Java, p50", Figure.Unit.MILLISECONDS),
                new Figure("pdf.java_p99_ms", "  p99", Figure.Unit.MILLISECONDS),
                new Figure("text.docx_p50_ms", "text of the same docx, p50", Figure.Unit.MILLISECONDS),
                new Figure("text.docx_letters", "text of a large docx", Figure.Unit.MILLION_LETTERS_PER_SECOND),
                new Figure("text.pdf_letters", "text of a large pdf", Figure.Unit.MILLION_LETTERS_PER_SECOND),
                new Figure("text.txt_letters", "a large plain text", Figure.Unit.MILLION_LETTERS_PER_SECOND));
    }

    @Override
    public Figures measure(Bench bench) throws InterruptedException {
        Figures figures = new Figures();
        Machine.describe(bench, figures);
        List<String> arguments = List.of(bench.folder("documents").toString(), Integer.toString(bench.choose(40, 200)));
        new LoadJvm(bench).measure(DocumentLoad.class, arguments, figures);
        figures.addRatio("pdf.bare_ratio", "pdf.bare_ms", "pdf.office_p50_ms");
        return figures;
    }
}
