package dev.quayside.document.convert;

import dev.quayside.base.ProblemException;
import dev.quayside.document.format.Format;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.graphics.image.JPEGFactory;
import org.apache.pdfbox.pdmodel.graphics.image.LosslessFactory;
import org.apache.pdfbox.pdmodel.graphics.image.PDImageXObject;
import org.apache.pdfbox.rendering.ImageType;
import org.apache.pdfbox.rendering.PDFRenderer;

/// Pictures into documents and the other way round.
final class Pictures {
    /// A hundred million points take 400 MB unpacked.
    private static final long MAX_POINTS = 40_000_000;

    private static final float DPI = 150;
    private static final float POINTS_PER_INCH = 72;
    private static final float MARGIN = 36;

    private Pictures() {}

    /// A page of A4, upright or lying, with the picture as large as it fits, but never larger than at 72 dpi.
    static void toPdf(Path picture, Format format, Path to) throws IOException {
        BufferedImage image = read(picture);
        try (PDDocument document = new PDDocument()) {
            boolean lying = image.getWidth() > image.getHeight();
            PDRectangle a4 = PDRectangle.A4;
            PDRectangle paper = lying ? new PDRectangle(/* width= */ a4.getHeight(), /* height= */ a4.getWidth()) : a4;
            PDPage page = new PDPage(paper);
            document.addPage(page);
            PDImageXObject object = format == Format.JPG
                    ? JPEGFactory.createFromImage(document, opaque(image), 0.92f)
                    : LosslessFactory.createFromImage(document, image);
            float scale = Math.min(
                    1,
                    Math.min(
                            (paper.getWidth() - 2 * MARGIN) / image.getWidth(),
                            (paper.getHeight() - 2 * MARGIN) / image.getHeight()));
            float width = image.getWidth() * scale;
            float height = image.getHeight() * scale;
            try (PDPageContentStream stream = new PDPageContentStream(document, page)) {
                stream.drawImage(
                        object, (paper.getWidth() - width) / 2, (paper.getHeight() - height) / 2, width, height);
            }
            document.save(to.toFile());
        }
    }

    /// The same picture in the other format.
    static void toPicture(Path picture, Path to, Format wanted) throws IOException {
        write(read(picture), to, wanted);
    }

    /// The first page of a document.
    static void ofFirstPage(Path pdf, Path to, Format wanted, Optional<String> password) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf.toFile(), password.orElse(""))) {
            if (document.getNumberOfPages() == 0) {
                throw new IOException("the document has no page");
            }
            PDRectangle box = document.getPage(0).getCropBox();
            double inches = (double) box.getWidth() * box.getHeight() / (POINTS_PER_INCH * POINTS_PER_INCH);
            float dpi = (float) Math.min(DPI, Math.sqrt(MAX_POINTS / Math.max(inches, 0.01)));
            write(new PDFRenderer(document).renderImageWithDPI(0, dpi, ImageType.RGB), to, wanted);
        }
    }

    /// Asks for the size before anything is unpacked.
    private static BufferedImage read(Path picture) throws IOException {
        try (ImageInputStream stream = ImageIO.createImageInputStream(picture.toFile())) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
            if (!readers.hasNext()) {
                throw new IOException("no picture that can be read");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(stream, true, true);
                if ((long) reader.getWidth(0) * reader.getHeight(0) > MAX_POINTS) {
                    throw new ProblemException(
                            "document.too-large",
                            "The picture has " + reader.getWidth(0) + " x " + reader.getHeight(0)
                                    + " points, more than 40 million");
                }
                return reader.read(0);
            } finally {
                reader.dispose();
            }
        }
    }

    private static void write(BufferedImage image, Path to, Format wanted) throws IOException {
        BufferedImage fitting = wanted == Format.JPG ? opaque(image) : image;
        if (!ImageIO.write(fitting, wanted.extension(), to.toFile())) {
            throw new IOException("the picture cannot be written as " + wanted.extension());
        }
    }

    /// JPEG knows no transparency: what shines through is white.
    private static BufferedImage opaque(BufferedImage image) {
        if (image.getType() == BufferedImage.TYPE_INT_RGB) {
            return image;
        }
        BufferedImage plain = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = plain.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, plain.getWidth(), plain.getHeight());
        graphics.drawImage(image, 0, 0, null);
        graphics.dispose();
        return plain;
    }
}
