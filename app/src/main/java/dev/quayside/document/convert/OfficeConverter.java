package dev.quayside.document.convert;

import dev.quayside.document.format.Format;
import dev.quayside.document.text.Charsets;
import dev.quayside.document.text.CsvRows;
import dev.quayside.document.text.Markdown;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jspecify.annotations.Nullable;

/// Converts with LibreOffice, which is started with the first file and again when it breaks down. One thread at a time.
public final class OfficeConverter {
    /// What LibreOffice would fetch, start or show from elsewhere.
    private static final String REMOTE =
            "script, iframe, frame, object, embed, applet, link, base, meta[http-equiv], video,"
                    + " audio, source, img:not([src^=data:])";

    private final Path soffice;
    private final Path folder;
    private final long memoryBytes;
    private final AtomicReference<@Nullable Office> running = new AtomicReference<>();

    /// A converter.
    ///
    /// @param folder where LibreOffice may keep its profile
    public OfficeConverter(Path soffice, Path folder, long memoryBytes) {
        this.soffice = soffice;
        this.folder = folder;
        this.memoryBytes = memoryBytes;
    }

    /// Converts a file.
    ///
    /// @throws dev.quayside.base.ProblemException a code under `document.`
    /// @throws IOException if the file is damaged
    public void convert(Path from, Format format, Path to, Format wanted, Optional<String> password)
            throws IOException, InterruptedException {
        Path readable = prepared(from, format);
        if (format == Format.PDF) {
            JavaConverter.convert(from, format, readable, Format.DOCX, password);
        }
        Format now = format == Format.PDF ? Format.DOCX : format == Format.MD ? Format.HTML : format;
        office().convert(readable, now, to, wanted, password);
    }

    private Office office() throws InterruptedException {
        Office office = running.get();
        if (office == null || !office.alive()) {
            office = Office.start(soffice, folder, memoryBytes);
            running.set(office);
        }
        return office;
    }

    /// Text in an encoding that LibreOffice need not guess, and pages without anything from elsewhere.
    private static Path prepared(Path from, Format format) throws IOException {
        Path folder = from.resolveSibling("prepared");
        Path prepared = folder.resolve("in." + (format == Format.MD ? "html" : format.extension()));
        switch (format) {
            case TXT -> write(prepared, Charsets.read(from).replace("\r\n", "\n"));
            case CSV -> write(prepared, tabbed(CsvRows.read(Charsets.read(from))));
            case MD -> write(prepared, clean(Jsoup.parse(Markdown.toHtml(Charsets.read(from)))));
            case HTML -> write(prepared, clean(Jsoup.parse(from.toFile())));
            case PDF -> {
                Files.createDirectories(folder);
                return folder.resolve("in.docx");
            }
            default -> {
                return from;
            }
        }
        return prepared;
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static String tabbed(List<List<String>> rows) {
        return rows.stream()
                .map(row -> row.stream()
                        .map(cell -> '"' + cell.replace("\"", "\"\"") + '"')
                        .collect(Collectors.joining("\t")))
                .collect(Collectors.joining("\n"));
    }

    private static String clean(Document page) {
        page.select(REMOTE).remove();
        page.select("[style]").stream()
                .filter(element ->
                        element.attr("style").toLowerCase(Locale.ROOT).contains("url("))
                .forEach(element -> element.removeAttr("style"));
        page.select("[background]").removeAttr("background");
        page.select("style").stream()
                .filter(style -> style.data().matches("(?is).*(?:url\\(|@import).*"))
                .forEach(org.jsoup.nodes.Node::remove);
        page.charset(java.nio.charset.StandardCharsets.UTF_8);
        return page.outerHtml();
    }
}
