package dev.quayside.document.text;

import dev.quayside.base.Progress;
import dev.quayside.document.format.Format;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.interactive.form.PDAcroForm;

/// Reads PDFs: their pages with comments and the addresses of links, then bookmarks and the fields of forms. One thread
/// at a time.
///
/// Tika can do that, too, but reads every page twice to find letters at an angle, and goes through all pages to get to
/// each: its time grows with the square of their number.
final class PdfReader {
    private final List<Block> blocks = new ArrayList<>();
    private final int maxChars;
    private final Progress progress;
    private int page;
    private int chars;

    private PdfReader(int maxChars, Progress progress) {
        this.maxChars = maxChars;
        this.progress = progress;
    }

    /// Reads a file; empty if it has a form in Adobe's XML (XFA), which is not read here.
    ///
    /// @throws org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException if the password does not open it
    static Optional<DocumentText> read(Path file, Optional<String> password, int maxChars, Progress progress)
            throws IOException {
        try (PDDocument document = Loader.loadPDF(file.toFile(), password.orElse(""))) {
            PDAcroForm form = document.getDocumentCatalog().getAcroForm(null);
            if (form != null && form.hasXFA()) {
                return Optional.empty();
            }
            PdfReader reader = new PdfReader(maxChars, progress);
            boolean whole = reader.pages(document) && reader.margins(document);
            return Optional.of(new DocumentText(Format.PDF, reader.blocks, !whole));
        }
    }

    private boolean pages(PDDocument document) throws IOException {
        int said = document.getNumberOfPages();
        PdfPages pages = new PdfPages((sheet, text) -> {
            boolean more = page(sheet, text);
            progress.at(page, Math.max(page, said), "pages");
            return more;
        });
        pages.writeText(document, Writer.nullWriter());
        return chars <= maxChars;
    }

    private boolean page(PDPage sheet, String text) throws IOException {
        page++;
        String lines = Stream.concat(text.lines(), PdfMargins.notes(sheet).stream())
                .filter(line -> !line.isBlank())
                .map(String::strip)
                .collect(Collectors.joining("\n"));
        return lines.isEmpty() || add(new Block(Block.Kind.PAGE, page, lines));
    }

    private boolean margins(PDDocument document) {
        return PdfMargins.bookmarks(document).stream().allMatch(this::add)
                && PdfMargins.fields(document).stream().allMatch(this::add);
    }

    /// Adds as much of a block as there is room for.
    ///
    /// @return whether it was all
    private boolean add(Block block) {
        int room = maxChars - chars;
        chars += block.text().length();
        String kept = block.text().substring(0, Math.clamp(room, 0, block.text().length()));
        if (!kept.isBlank()) {
            blocks.add(new Block(block.kind(), block.level(), kept));
        }
        return chars <= maxChars;
    }
}
