package dev.quayside.document;

import dev.quayside.base.Progress;
import dev.quayside.document.child.ChildHome;
import dev.quayside.document.child.ChildLimits;
import dev.quayside.document.child.ChildPool;
import dev.quayside.document.child.Launch;
import dev.quayside.document.child.Task;
import dev.quayside.document.convert.Conversion;
import dev.quayside.document.convert.Conversions;
import dev.quayside.document.format.Format;
import dev.quayside.document.text.DocumentText;
import dev.quayside.process.Resting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads and converts documents, in warm child processes that a hostile file cannot leave. Safe for several threads;
/// interrupting a thread that waits for a document ends the work on it.
public final class Documents implements AutoCloseable {
    /// After so many files a process is replaced: libraries keep more and more.
    private static final int TASKS_OF_JAVA = 1_000;

    private static final int TASKS_OF_OFFICE = 200;

    /// What the JVM beside LibreOffice needs.
    private static final long OFFICE_CHILD_BYTES = 256L << 20;

    private final DocumentSettings settings;
    private final Conversions conversions;
    private final ChildHome home = new ChildHome();
    private final ChildPool java;
    private final ChildPool office;

    /// Looks for LibreOffice; starts nothing yet.
    ///
    /// @param environment of this process, for its PATH
    public Documents(DocumentSettings settings, Map<String, String> environment) {
        this.settings = settings;
        String searchPath = environment.getOrDefault("PATH", "/usr/bin:/bin");
        Optional<LibreOffice> found = settings.program().flatMap(name -> LibreOffice.find(name, searchPath));
        conversions = new Conversions(found.isPresent());
        LibreOffice libreOffice = found.orElse(new LibreOffice(Path.of("soffice"), List.of()));
        List<String> arguments = List.of(libreOffice.program().toString(), Long.toString(settings.memoryBytes() * 4));
        var limits = new ChildLimits(settings.children(), Resting.LONG, settings.maxFileBytes());
        java = new ChildPool(
                home,
                new Launch("java", settings.memoryBytes(), DocumentChild.class, arguments, List.of(), TASKS_OF_JAVA),
                limits);
        office = new ChildPool(
                home,
                new Launch(
                        "office",
                        OFFICE_CHILD_BYTES,
                        DocumentChild.class,
                        arguments,
                        libreOffice.readable(),
                        TASKS_OF_OFFICE),
                limits);
    }

    /// What a document says.
    ///
    /// @param name what it is called; its extension decides among kinds of plain text
    /// @throws dev.quayside.base.ProblemException a code under `document.`, with words for whoever sent the file
    /// @throws InterruptedException if the calling thread is interrupted; the work on the file ends then
    public DocumentText text(Path file, String name, DocumentOptions options) throws InterruptedException {
        return text(file, name, options, Progress.NONE);
    }

    /// As [#text(Path, String, DocumentOptions)].
    ///
    /// @param progress told how far it is where that can be known: in pages of a PDF
    public DocumentText text(Path file, String name, DocumentOptions options, Progress progress)
            throws InterruptedException {
        String promised = Format.ofFileName(name).map(Format::extension).orElse("unknown");
        var order = DocumentChild.read("in", "in." + promised, options.password(), settings.maxChars());
        var task = new Task(file, "in", order, Optional.empty(), "", deadline(options));
        return DocumentText.fromJson(java.run(task, progress));
    }

    /// Makes a file of another format out of a document.
    ///
    /// @param into the file to write; it is replaced if it exists, and left alone if the conversion fails
    /// @return what was done
    /// @throws dev.quayside.base.ProblemException a code under `document.`, with words for whoever sent the file
    /// @throws InterruptedException if the calling thread is interrupted; the work on the file ends then
    public Conversion convert(Path file, Format from, Path into, Format to, DocumentOptions options)
            throws InterruptedException {
        Conversion conversion = conversions.require(from, to);
        boolean byOffice = conversion.means() == Conversion.Means.OFFICE;
        String name = "in." + from.extension();
        String result = "out." + to.extension();
        var order =
                DocumentChild.convert(name, from, result, to, new DocumentChild.Options(byOffice, options.password()));
        var task = new Task(file, name, order, Optional.of(into), result, deadline(options));
        (byOffice ? office : java).run(task, Progress.NONE);
        return conversion;
    }

    /// What can be converted into what, by which means, and what only LibreOffice could do where it is missing.
    public List<Conversion> conversions() {
        return conversions.all();
    }

    /// Whether one format can be converted into the other, here or where LibreOffice is.
    public boolean convertible(Format from, Format to) {
        return conversions().stream().anyMatch(pair -> pair.from() == from && pair.to() == to);
    }

    /// Ends the processes; what they were doing fails.
    @Override
    public void close() {
        java.close();
        office.close();
        home.close();
    }

    private Duration deadline(DocumentOptions options) {
        return options.timeout()
                .filter(asked -> asked.compareTo(settings.timeout()) < 0)
                .orElse(settings.timeout());
    }
}
