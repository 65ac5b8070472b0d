package dev.quayside.document.convert;

import java.io.IOException;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.jspecify.annotations.Nullable;

/// The pages that are written on, from top to bottom, one after the other. One thread at a time. All measures are in
/// points.
final class PdfSheet implements AutoCloseable {
    static final float WIDTH = PDRectangle.A4.getWidth();
    static final float HEIGHT = PDRectangle.A4.getHeight();
    static final float MARGIN = 62;

    /// More pages than this are not made of text.
    private static final int MAX_PAGES = 20_000;

    private final PDDocument document;
    private final Fonts fonts;
    private @Nullable PDPageContentStream stream;
    private float y;

    PdfSheet(PDDocument document, Fonts fonts) {
        this.document = document;
        this.fonts = fonts;
    }

    /// The room between the margins.
    static float room() {
        return WIDTH - 2 * MARGIN;
    }

    /// Goes down, to the next page if there is not so much room left.
    ///
    /// @return where it is then, measured from the foot of the page
    float down(float height) throws IOException {
        if (stream == null || y - height < MARGIN) {
            newPage();
        }
        y -= height;
        return y;
    }

    /// Leaves some space, but not at the top of a page.
    void space(float height) {
        if (y < HEIGHT - MARGIN) {
            y -= height;
        }
    }

    boolean fits(float height) {
        return stream != null && y - height >= MARGIN;
    }

    void newPage() throws IOException {
        close();
        if (document.getNumberOfPages() >= MAX_PAGES) {
            throw new IOException("the text fills more than " + MAX_PAGES + " pages");
        }
        PDPage page = new PDPage(PDRectangle.A4);
        document.addPage(page);
        stream = new PDPageContentStream(document, page);
        y = HEIGHT - MARGIN;
    }

    void text(Fonts.Face face, float size, float x, float at, String shown) throws IOException {
        if (stream == null || shown.isBlank()) {
            return;
        }
        stream.beginText();
        stream.setFont(fonts.font(face), size);
        stream.newLineAtOffset(x, at);
        stream.showText(shown);
        stream.endText();
    }

    void box(float x, float at, float width, float height) throws IOException {
        if (stream != null) {
            stream.setLineWidth(0.5f);
            stream.setStrokingColor(0.6f);
            stream.addRect(x, at, width, height);
            stream.stroke();
        }
    }

    @Override
    public void close() throws IOException {
        if (stream != null) {
            stream.close();
            stream = null;
        }
    }
}
