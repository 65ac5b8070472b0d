package dev.quayside.document.convert;

import dev.quayside.document.format.Format;
import dev.quayside.document.text.DocumentText;
import dev.quayside.document.text.TextReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Converts with what Java can do: pictures as they are, everything else by its text.
public final class JavaConverter {
    private static final int MAX_CHARS = 20_000_000;

    private JavaConverter() {}

    /// Converts a file.
    ///
    /// @throws dev.quayside.base.ProblemException a code under `document.`
    /// @throws IOException if the file is damaged
    public static void convert(Path from, Format format, Path to, Format wanted, Optional<String> password)
            throws IOException {
        boolean picture = format.family() == Format.Family.IMAGE;
        boolean pictureWanted = wanted.family() == Format.Family.IMAGE;
        if (picture && pictureWanted) {
            Pictures.toPicture(from, to, wanted);
        } else if (picture) {
            Pictures.toPdf(from, format, to);
        } else if (pictureWanted) {
            Pictures.ofFirstPage(from, to, wanted, password);
        } else {
            write(text(from, format, wanted, password), to, wanted);
        }
    }

    private static DocumentText text(Path from, Format format, Format wanted, Optional<String> password)
            throws IOException {
        return format == Format.PDF && wanted != Format.TXT
                ? PdfParagraphs.read(from, password)
                : TextReader.read(from, new TextReader.Wish("file." + format.extension(), password, MAX_CHARS));
    }

    private static void write(DocumentText text, Path to, Format wanted) throws IOException {
        switch (wanted) {
            case PDF -> PdfWriter.write(text, to);
            case DOCX -> DocxWriter.write(text, to);
            case ODT -> OdtWriter.write(text, to);
            case HTML -> HtmlWriter.write(text, to);
            case TXT -> Files.writeString(to, text.plain());
            default -> throw new IllegalArgumentException("not written here: " + wanted);
        }
    }
}
