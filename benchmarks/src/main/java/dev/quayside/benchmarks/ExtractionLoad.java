package dev.quayside.benchmarks;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.quayside.base.ProblemException;
import dev.quayside.document.DocumentOptions;
import dev.quayside.document.DocumentSettings;
import dev.quayside.document.Documents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.tika.exception.TikaException;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.parser.AutoDetectParser;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.sax.BodyContentHandler;
import org.slf4j.LoggerFactory;
import org.xml.sax.SAXException;

/// Reads the same files through [Documents] and through Tika, one after the other and in turns. Started by
/// [ExtractionFigures] in a JVM with the class path and the options of the packaged program.
public final class ExtractionLoad {
    private static final Set<String> REAL_KINDS =
            Set.of("docx", "doc", "odt", "rtf", "xlsx", "xls", "pptx", "pdf", "html", "txt");
    private static final int WARM_UPS = 6;
    private static final double MILLION = 1_000_000;

    private final Documents documents;
    private final AutoDetectParser tika = new AutoDetectParser();
    private final int rounds;

    private ExtractionLoad(Documents documents, int rounds) {
        this.documents = documents;
        this.rounds = rounds;
    }

    /// The process's entry: a folder of our own, that of the real files, and how many rounds are measured.
    ///
    /// @throws Exception if something cannot be measured
    public static void main(String... arguments) throws Exception {
        // in this process Tika's libraries complain of every oddity of the real files; in children they are silent
        if (LoggerFactory.getLogger("org.apache.pdfbox") instanceof Logger logger) {
            logger.setLevel(Level.OFF);
        }
        try (Documents documents = new Documents(DocumentSettings.DEFAULT, System.getenv())) {
            ExtractionLoad load = new ExtractionLoad(documents, Integer.parseInt(arguments[2]));
            for (Path file : new ExtractionSamples(Path.of(arguments[0])).make(documents)) {
                load.measure(extension(file), List.of(file));
            }
            Path real = Path.of(arguments[1]);
            if (Files.isDirectory(real)) {
                load.measure("real", load.readable(real));
            } else {
                say("The real files are not on this machine: their figures are left out");
            }
        }
    }

    private void measure(String kind, List<Path> files) throws IOException, InterruptedException {
        long bytes = 0;
        for (Path file : files) {
            bytes += Files.size(file);
        }
        say("%s, %d file(s), %.1f MB".formatted(kind, files.size(), bytes / MILLION));
        for (int round = -WARM_UPS; round < rounds; round++) {
            Reading ours = read(files, this::ours);
            Reading theirs = read(files, this::tikas);
            requireTheSame(kind, ours, theirs);
            if (round >= 0) {
                figure(kind + ".mb_per_second", bytes / MILLION / ours.seconds());
                figure(kind + ".million_letters_per_second", ours.letters() / MILLION / ours.seconds());
                figure(kind + ".tika_mb_per_second", bytes / MILLION / theirs.seconds());
            }
        }
    }

    /// One round.
    private record Reading(double seconds, long letters) {}

    /// Tells the number of letters in a file.
    private interface Reader {
        int read(Path file) throws IOException, InterruptedException;
    }

    private static Reading read(List<Path> files, Reader reader) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        long letters = 0;
        for (Path file : files) {
            letters += reader.read(file);
        }
        return new Reading((System.nanoTime() - begin) / 1e9, letters);
    }

    /// Whoever leaves out half of a text is fast.
    private static void requireTheSame(String kind, Reading ours, Reading theirs) {
        if (ours.letters() < theirs.letters() / 2 || theirs.letters() < ours.letters() / 2) {
            throw new IllegalStateException(
                    kind + ": " + ours.letters() + " letters by us and " + theirs.letters() + " by Tika");
        }
    }

    private int ours(Path file) throws InterruptedException {
        String name = String.valueOf(file.getFileName());
        return documents.text(file, name, DocumentOptions.NONE).plain().length();
    }

    /// As Tika is used by default: it finds out what a file is; what is embedded in it is left out, as by us.
    private int tikas(Path file) throws IOException {
        BodyContentHandler text = new BodyContentHandler(-1);
        try (TikaInputStream stream = TikaInputStream.get(file)) {
            tika.parse(stream, text, new Metadata(), new ParseContext());
        } catch (TikaException | SAXException e) {
            throw new IOException(e);
        }
        return text.toString().length();
    }

    /// The files that both can read: some are broken or encrypted on purpose.
    private List<Path> readable(Path folder) throws IOException, InterruptedException {
        List<Path> all;
        try (Stream<Path> found = Files.walk(folder, 2)) {
            all = found.filter(file -> REAL_KINDS.contains(extension(file)))
                    .filter(file -> !file.toString().contains("/oracle/"))
                    .sorted()
                    .toList();
        }
        List<Path> readable = new ArrayList<>();
        for (Path file : all) {
            if (canBeRead(file)) {
                readable.add(file);
            }
        }
        return readable;
    }

    private boolean canBeRead(Path file) throws InterruptedException {
        try {
            return ours(file) > 0 && tikas(file) > 0;
        } catch (ProblemException | IOException _) {
            return false;
        }
    }

    private static String extension(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static void figure(String key, double value) {
        System.out.println(EngineLoad.FIGURE + key + " " + value);
    }

    private static void say(String line) {
        System.out.println(EngineLoad.PROGRESS + line);
    }
}
