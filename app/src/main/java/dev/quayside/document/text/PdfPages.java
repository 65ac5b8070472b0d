package dev.quayside.document.text;

import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.PDPageTree;
import org.apache.pdfbox.pdmodel.font.PDType3Font;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;
import org.apache.pdfbox.util.Matrix;

/// Reads the text of pages. Letters at an angle are put together, too: a page is read once for those that are upright,
/// and once more for each angle that was seen at it. One thread at a time.
///
/// Source of that: PDFBOX-4371, ExtractAngledText.
final class PdfPages extends PDFTextStripper {
    private final Sink sink;
    private final StringWriter text = new StringWriter();
    private final NavigableSet<Integer> angles = new TreeSet<>();

    PdfPages(Sink sink) {
        this.sink = sink;
        setLineSeparator("\n");
        setSuppressDuplicateOverlappingText(false);
    }

    /// Takes what was read.
    @FunctionalInterface
    interface Sink {
        /// Takes the next page.
        ///
        /// @return whether it wants more
        boolean page(PDPage page, String text) throws IOException;
    }

    @Override
    protected void processPages(PDPageTree pages) throws IOException {
        setStartPage(-1); // the superclass alone can count pages, and leaves out those before the first
        output = text;
        for (PDPage page : pages) {
            if (!sink.page(page, read(page))) {
                return;
            }
        }
    }

    private String read(PDPage page) throws IOException {
        text.getBuffer().setLength(0);
        angles.clear();
        int rotation = page.getRotation();
        page.setRotation(0);
        processPage(page);
        for (int angle : List.copyOf(angles)) {
            turned(page, angle);
        }
        page.setRotation(rotation);
        return text.toString();
    }

    /// Reads a page turned back by an angle, in degrees.
    private void turned(PDPage page, int angle) throws IOException {
        try (var stream = new PDPageContentStream(document, page, PDPageContentStream.AppendMode.PREPEND, false)) {
            stream.transform(Matrix.getRotateInstance(-Math.toRadians(angle), 0, 0));
        }
        processPage(page);
        page.getCOSObject().getCOSArray(COSName.CONTENTS).remove(0);
    }

    @Override
    protected void processTextPosition(TextPosition letter) {
        int angle = angle(letter);
        if (angle == 0) {
            super.processTextPosition(letter);
        } else {
            angles.add(angle);
        }
    }

    /// In whole degrees, 0 to 359.
    private static int angle(TextPosition letter) {
        Matrix matrix = letter.getTextMatrix();
        if (letter.getFont() instanceof PDType3Font font) {
            matrix = font.getFontMatrix().multiply(matrix); // its letters are drawings, which may be turned themselves
        }
        if (matrix.getShearY() == 0 && matrix.getScaleY() > 0) {
            return 0;
        }
        return Math.floorMod((int) Math.round(Math.toDegrees(Math.atan2(matrix.getShearY(), matrix.getScaleY()))), 360);
    }
}
