package dev.quayside.document.convert;

import dev.quayside.document.text.Block;
import dev.quayside.document.text.DocumentText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;

/// Sets text on pages of A4: headings, paragraphs, lists and tables, without the looks of the original.
final class PdfWriter {
    private static final float BODY = 11;
    private static final float SMALL = 9;
    private static final float LEADING = 1.35f;
    private static final float INDENT = 16;
    private static final float PADDING = 3;
    private static final float[] HEADINGS = {18, 15, 13, 12, 11, 11};
    private static final int MAX_COLUMNS = 24;

    private final Fonts fonts;
    private final PdfSheet sheet;

    private PdfWriter(Fonts fonts, PdfSheet sheet) {
        this.fonts = fonts;
        this.sheet = sheet;
    }

    static void write(DocumentText text, Path to) throws IOException {
        try (PDDocument document = new PDDocument()) {
            Fonts fonts = new Fonts(document);
            try (PdfSheet sheet = new PdfSheet(document, fonts)) {
                sheet.newPage();
                new PdfWriter(fonts, sheet).write(text.blocks());
            }
            document.save(to.toFile());
        }
    }

    private void write(List<Block> blocks) throws IOException {
        int tableNumber = 0;
        int columns = 0;
        for (int i = 0; i < blocks.size(); i++) {
            Block block = blocks.get(i);
            switch (block.kind()) {
                case HEADING -> {
                    sheet.space(8);
                    paragraph(block.text(), Fonts.Face.BOLD, HEADINGS[Math.clamp(block.level(), 1, 6) - 1], 0);
                }
                case PARAGRAPH -> paragraph(block.text(), Fonts.Face.PLAIN, BODY, 0);
                case ITEM ->
                    paragraph(labelled(block.text()), Fonts.Face.PLAIN, BODY, INDENT * Math.min(block.level(), 8));
                case MARGIN -> paragraph(block.text(), Fonts.Face.ITALIC, SMALL, 0);
                case PAGE -> {
                    if (i > 0) {
                        sheet.newPage();
                    }
                    paragraph(block.text(), Fonts.Face.PLAIN, BODY, 0);
                }
                case ROW -> {
                    if (block.level() != tableNumber) {
                        tableNumber = block.level();
                        columns = columns(blocks.subList(i, blocks.size()), tableNumber);
                    }
                    row(block.text(), columns);
                    boolean last = i + 1 == blocks.size() || blocks.get(i + 1).kind() != Block.Kind.ROW;
                    sheet.space(last ? 8 : 0);
                }
            }
        }
    }

    private void paragraph(String text, Fonts.Face face, float size, float indent) throws IOException {
        LineBreaker breaker = new LineBreaker(fonts, face, size);
        for (String line : breaker.lines(text, PdfSheet.room() - indent)) {
            float at = sheet.down(size * LEADING);
            sheet.text(face, size, PdfSheet.MARGIN + indent, at, line);
        }
        sheet.space(size / 2);
    }

    private void row(String text, int columns) throws IOException {
        String[] cells = text.split("\t", columns);
        float width = PdfSheet.room() / columns;
        float size = columns > 8 ? 7 : SMALL;
        LineBreaker breaker = new LineBreaker(fonts, Fonts.Face.PLAIN, size);
        List<List<String>> lines = new ArrayList<>();
        for (String cell : cells) {
            lines.add(breaker.lines(cell.replace('\t', ' '), Math.max(width - 2 * PADDING, size)));
        }
        int left = lines.stream().mapToInt(List::size).max().orElse(1);
        int most = (int) ((PdfSheet.HEIGHT - 2 * PdfSheet.MARGIN - 2 * PADDING) / (size * LEADING));
        for (int first = 0; first < left; first += most) {
            part(lines, first, Math.min(most, left - first), new Grid(columns, width, size));
        }
    }

    private record Grid(int columns, float width, float size) {
        float line() {
            return size * LEADING;
        }
    }

    /// As much of a row as a page holds.
    private void part(List<List<String>> lines, int first, int count, Grid grid) throws IOException {
        float height = count * grid.line() + 2 * PADDING;
        float foot = sheet.down(height);
        for (int column = 0; column < grid.columns(); column++) {
            float x = PdfSheet.MARGIN + column * grid.width();
            sheet.box(x, foot, grid.width(), height);
            List<String> cell = column < lines.size() ? lines.get(column) : List.of();
            for (int line = first; line < Math.min(cell.size(), first + count); line++) {
                float at = foot + height - PADDING - (line - first + 1) * grid.line() + grid.size() * 0.35f;
                sheet.text(Fonts.Face.PLAIN, grid.size(), x + PADDING, at, cell.get(line));
            }
        }
    }

    private static int columns(List<Block> blocks, int table) {
        int columns = blocks.stream()
                .takeWhile(block -> block.kind() == Block.Kind.ROW && block.level() == table)
                .mapToInt(block ->
                        (int) Arrays.stream(block.text().split("\t", -1)).count())
                .max()
                .orElse(1);
        return Math.clamp(columns, 1, MAX_COLUMNS);
    }

    private static String labelled(String item) {
        return item.matches("(?s)^(?:[\\d\\w]{1,8}[.)]|[•·◦▪–-])\\s.*") ? item : "• " + item;
    }
}
