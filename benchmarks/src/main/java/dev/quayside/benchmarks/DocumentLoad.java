package dev.quayside.benchmarks;

import dev.quayside.base.ProblemException;
import dev.quayside.document.DocumentOptions;
import dev.quayside.document.DocumentSettings;
import dev.quayside.document.Documents;
import dev.quayside.document.convert.Conversion;
import dev.quayside.document.format.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Reads and converts documents that it makes itself. Started by [DocumentFigures] in a JVM with the class path and the
/// options of the packaged program.
public final class DocumentLoad {
    private static final String SENTENCE =
            "The quay was quiet, and every ship lay where the harbour master had written it down. ";
    private static final int PARAGRAPHS_OF_TWO_PAGES = 16;
    private static final int LARGE_BYTES = 2 << 20;
    private static final double MILLION = 1_000_000;

    private final Path folder;
    private final int rounds;
    private final Path docx;

    private DocumentLoad(Path folder, int rounds) {
        this.folder = folder;
        this.rounds = rounds;
        this.docx = folder.resolve("two-pages.docx");
    }

    /// The process's entry: a folder of our own, and how many files are measured.
    ///
    /// @throws Exception if something cannot be measured
    public static void main(String... arguments) throws Exception {
        DocumentLoad load = new DocumentLoad(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
        DocumentSettings settings = DocumentSettings.DEFAULT;
        try (Documents documents = new Documents(settings, System.getenv());
                Documents plain = new Documents(off(settings), System.getenv())) {
            load.prepare(plain);
            load.java(plain);
            load.text(plain);
            boolean office = documents
                    .conversions()
                    .contains(new Conversion(Format.DOCX, Format.PDF, Conversion.Means.OFFICE, true));
            if (office) {
                load.office(documents);
                load.bare();
            } else {
                say("LibreOffice is not on this machine: its figures are left out");
            }
        }
    }

    private static DocumentSettings off(DocumentSettings settings) {
        return new DocumentSettings(
                settings.children(),
                settings.memoryBytes(),
                settings.timeout(),
                settings.maxFileBytes(),
                settings.maxChars(),
                "off");
    }

    private void prepare(Documents documents) throws IOException, InterruptedException {
        String paragraph = SENTENCE.repeat(5) + "\n\n";
        Path two = Files.writeString(folder.resolve("two-pages.md"), paragraph.repeat(PARAGRAPHS_OF_TWO_PAGES));
        documents.convert(two, Format.MD, docx, Format.DOCX, DocumentOptions.NONE);
        Path large = folder.resolve("large.txt");
        Files.writeString(large, paragraph.repeat(LARGE_BYTES / paragraph.length()));
        documents.convert(large, Format.MD, folder.resolve("large.docx"), Format.DOCX, DocumentOptions.NONE);
        documents.convert(large, Format.MD, folder.resolve("large.pdf"), Format.PDF, DocumentOptions.NONE);
    }

    private void java(Documents documents) throws InterruptedException {
        say("converting with Java");
        List<Long> times = times(() -> pdf(documents, folder.resolve("java.pdf")));
        percentiles("pdf.java", times);
        Sample text = Sample.ofNanos(times(() -> documents.text(docx, "a.docx", DocumentOptions.NONE)), MILLION);
        figure("text.docx_p50_ms", text.median());
    }

    private void text(Documents documents) throws IOException, InterruptedException {
        say("reading large texts");
        for (Format format : List.of(Format.DOCX, Format.PDF, Format.TXT)) {
            String name = "large." + format.extension();
            for (int i = 0; i < 3; i++) {
                long begin = System.nanoTime();
                int letters = documents
                        .text(folder.resolve(name), name, DocumentOptions.NONE)
                        .plain()
                        .length();
                double seconds = (System.nanoTime() - begin) / 1e9;
                figure("text." + format.extension() + "_letters", letters / MILLION / seconds);
            }
        }
    }

    private void office(Documents documents) throws InterruptedException {
        say("converting with LibreOffice");
        long begin = System.nanoTime();
        pdf(documents, folder.resolve("office.pdf"));
        figure("pdf.office_first_ms", (System.nanoTime() - begin) / MILLION);
        percentiles("pdf.office", times(() -> pdf(documents, folder.resolve("office.pdf"))));
        crowd(documents);
    }

    private void crowd(Documents documents) throws InterruptedException {
        long begin = System.nanoTime();
        int failed = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(10)) {
            List<Future<Conversion>> all = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                Path into = folder.resolve("crowd-" + i + ".pdf");
                Callable<Conversion> work =
                        () -> documents.convert(docx, Format.DOCX, into, Format.PDF, DocumentOptions.NONE);
                all.add(threads.submit(work));
            }
            for (Future<Conversion> one : all) {
                failed += fails(one) ? 1 : 0;
            }
        }
        figure("pdf.office_failed", failed);
        figure("pdf.office_per_second", 50 / ((System.nanoTime() - begin) / 1e9));
    }

    private static boolean fails(Future<Conversion> conversion) throws InterruptedException {
        try {
            conversion.get();
            return false;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ProblemException) {
                return true;
            }
            throw new IllegalStateException(e);
        }
    }

    /// What everybody does who has no warm LibreOffice. Its profile is made before.
    private void bare() throws IOException, InterruptedException {
        say("starting a LibreOffice for every file");
        for (int i = 0; i < 4; i++) {
            long begin = System.nanoTime();
            Process process = new ProcessBuilder(
                            "soffice",
                            "-env:UserInstallation=" + folder.resolve("profile").toUri(),
                            "--headless",
                            "--convert-to",
                            "pdf",
                            "--outdir",
                            folder.resolve("bare").toString(),
                            docx.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("bare.txt").toFile())
                    .start();
            if (process.waitFor() == 0 && i > 0) {
                figure("pdf.bare_ms", (System.nanoTime() - begin) / MILLION);
            }
        }
    }

    private void pdf(Documents documents, Path into) throws InterruptedException {
        documents.convert(docx, Format.DOCX, into, Format.PDF, DocumentOptions.NONE);
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    /// In nanoseconds, after some that are not counted.
    private List<Long> times(Work work) throws InterruptedException {
        List<Long> times = new ArrayList<>();
        for (int i = -rounds / 4; i < rounds; i++) {
            long begin = System.nanoTime();
            work.run();
            if (i >= 0) {
                times.add(System.nanoTime() - begin);
            }
        }
        return times;
    }

    private static void percentiles(String key, List<Long> nanos) {
        Sample sample = Sample.ofNanos(nanos, MILLION);
        figure(key + "_p50_ms", sample.median());
        figure(key + "_p99_ms", sample.percentile(99));
    }

    private static void figure(String key, double value) {
        System.out.println(EngineLoad.FIGURE + key + " " + value);
    }

    private static void say(String line) {
        System.out.println(EngineLoad.PROGRESS + line);
    }
}
