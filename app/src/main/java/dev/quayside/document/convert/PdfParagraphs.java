package dev.quayside.document.convert;

import dev.quayside.document.format.Format;
import dev.quayside.document.text.Block;
import dev.quayside.document.text.DocumentText;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;

/// Makes paragraphs of the lines of a PDF: lines of one size that follow each other closely belong together, lines in
/// clearly larger letters are headings. One thread at a time.
final class PdfParagraphs extends PDFTextStripper {
    /// How much larger than most letters those of headings are, at least.
    private static final float HEADING = 1.2f;

    /// How far the next line of a paragraph lies, in sizes of its letters.
    private static final float CLOSE = 1.7f;

    private final List<Line> lines = new ArrayList<>();

    private PdfParagraphs() {
        setSortByPosition(true);
    }

    private record Line(int page, float y, float size, float right, String text) {}

    static DocumentText read(Path pdf, Optional<String> password) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf.toFile(), password.orElse(""))) {
            PdfParagraphs stripper = new PdfParagraphs();
            stripper.writeText(document, new StringWriter());
            return new DocumentText(Format.PDF, stripper.blocks(), false);
        }
    }

    @Override
    protected void writeString(String text, List<TextPosition> positions) {
        if (positions.isEmpty() || text.isBlank()) {
            return;
        }
        TextPosition first = positions.getFirst();
        TextPosition end = positions.getLast();
        float right = end.getXDirAdj() + end.getWidthDirAdj();
        Line line = new Line(getCurrentPageNo(), first.getYDirAdj(), first.getFontSizeInPt(), right, text.strip());
        boolean sameLine = !lines.isEmpty()
                && lines.getLast().page() == line.page()
                && Math.abs(lines.getLast().y() - line.y()) < line.size() / 2;
        if (sameLine) {
            Line before = lines.removeLast();
            lines.add(new Line(before.page(), before.y(), before.size(), right, before.text() + " " + line.text()));
        } else {
            lines.add(line);
        }
    }

    private List<Block> blocks() {
        float usual = usualSize();
        List<Block> blocks = new ArrayList<>();
        StringBuilder paragraph = new StringBuilder();
        Line before = null;
        for (Line line : lines) {
            if (before != null && !continues(before, line)) {
                blocks.add(block(paragraph.toString(), before.size() / usual));
                paragraph.setLength(0);
            }
            join(paragraph, line.text());
            before = line;
        }
        if (before != null) {
            blocks.add(block(paragraph.toString(), before.size() / usual));
        }
        return blocks;
    }

    /// The size of most letters.
    private float usualSize() {
        return lines.stream()
                .collect(java.util.stream.Collectors.groupingBy(
                        Line::size,
                        java.util.stream.Collectors.summingInt(
                                line -> line.text().length())))
                .entrySet()
                .stream()
                .max(java.util.Map.Entry.comparingByValue())
                .map(java.util.Map.Entry::getKey)
                .filter(size -> size > 0)
                .orElse(1f);
    }

    private static boolean continues(Line before, Line line) {
        float step = line.y() - before.y();
        return before.page() == line.page()
                && Math.abs(before.size() - line.size()) < 0.5f
                && step > 0
                && step < CLOSE * Math.max(line.size(), 1)
                && !before.text().matches(".*[.:!?]$|.{0,40}")
                && !line.text().matches("^(?:[•·◦▪–-]|\\d{1,3}[.)]|[a-z][.)])\\s.*");
    }

    private static void join(StringBuilder paragraph, String line) {
        boolean hyphen = paragraph.length() > 1
                && paragraph.charAt(paragraph.length() - 1) == '-'
                && Character.isLetter(paragraph.charAt(paragraph.length() - 2))
                && Character.isLowerCase(line.codePointAt(0));
        if (hyphen) {
            paragraph.setLength(paragraph.length() - 1);
        } else if (!paragraph.isEmpty()) {
            paragraph.append(' ');
        }
        paragraph.append(line);
    }

    private static Block block(String text, float relativeSize) {
        if (relativeSize < HEADING || text.length() > 200) {
            return new Block(Block.Kind.PARAGRAPH, 0, text);
        }
        return new Block(Block.Kind.HEADING, relativeSize > 1.6f ? 1 : 2, text);
    }
}
