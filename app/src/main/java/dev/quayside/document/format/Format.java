package dev.quayside.document.format;

import dev.quayside.base.ProblemException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The kinds of documents, by the name that people write: `docx`.
public enum Format {
    TXT("text/plain", Family.PLAIN, "asc", "log", "text"),
    MD("text/markdown", Family.PLAIN, "markdown"),
    CSV("text/csv", Family.PLAIN, "tsv"),
    HTML("text/html", Family.PLAIN, "htm", "xhtml"),
    EML("message/rfc822", Family.PLAIN),
    RTF("application/rtf", Family.PLAIN),
    PDF("application/pdf", Family.PDF),
    DOCX("application/vnd.openxmlformats-officedocument.wordprocessingml.document", Family.OOXML, "docm", "dotx"),
    XLSX("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Family.OOXML, "xlsm", "xltx"),
    XLSB("application/vnd.ms-excel.sheet.binary.macroenabled.12", Family.OOXML),
    PPTX("application/vnd.openxmlformats-officedocument.presentationml.presentation", Family.OOXML, "pptm", "ppsx"),
    DOC("application/msword", Family.OLE2, "dot"),
    XLS("application/vnd.ms-excel", Family.OLE2, "xlt"),
    PPT("application/vnd.ms-powerpoint", Family.OLE2, "pps"),
    ODT("application/vnd.oasis.opendocument.text", Family.ODF, "ott"),
    ODS("application/vnd.oasis.opendocument.spreadsheet", Family.ODF, "ots"),
    ODP("application/vnd.oasis.opendocument.presentation", Family.ODF, "otp"),
    PNG("image/png", Family.IMAGE),
    JPG("image/jpeg", Family.IMAGE, "jpeg");

    /// What a file of a format is made of.
    public enum Family {
        /// Letters in some encoding; what is what cannot be told for certain.
        PLAIN,
        PDF,
        /// A ZIP archive of Office Open XML.
        OOXML,
        /// A compound file of old Microsoft programs.
        OLE2,
        /// A ZIP archive of OpenDocument.
        ODF,
        IMAGE
    }

    private final String mediaType;
    private final Family family;
    /// Other extensions, each between blanks.
    private final String alsoKnownAs;

    Format(String mediaType, Family family, String... alsoKnownAs) {
        this.mediaType = mediaType;
        this.family = family;
        this.alsoKnownAs = " " + String.join(" ", alsoKnownAs) + " ";
    }

    /// The format of that name or file extension; upper or lower case, with or without the dot.
    public static Optional<Format> find(String name) {
        String plain = name.strip().toLowerCase(Locale.ROOT);
        String extension = plain.startsWith(".") ? plain.substring(1) : plain;
        return Arrays.stream(values())
                .filter(format -> format.extension().equals(extension) || format.knownAs(extension))
                .findFirst();
    }

    /// The format of that name or file extension.
    ///
    /// @throws ProblemException `document.unsupported`
    public static Format require(String name) {
        return find(name)
                .orElseThrow(() -> new ProblemException(
                        "document.unsupported",
                        "'" + name + "' is no format of documents that is known here; known are " + names()));
    }

    /// The format that a file's name promises.
    public static Optional<Format> ofFileName(String fileName) {
        int dot = fileName.lastIndexOf('.');
        return dot < 0 ? Optional.empty() : find(fileName.substring(dot + 1));
    }

    /// The format that a file's name promises, where somebody says what it is.
    ///
    /// @param said the name of a format; empty if nothing is said
    /// @throws ProblemException `document.unsupported` if it is none that is known, or another than is said
    public static Format ofFileName(String fileName, String said) {
        Format named = ofFileName(fileName)
                .orElseThrow(() -> new ProblemException(
                        "document.unsupported",
                        "The extension of '" + fileName + "' is none of a format that is known here"));
        if (!said.isEmpty() && require(said) != named) {
            throw new ProblemException(
                    "document.unsupported", "The file is a " + named.extension() + " by its name, and not a " + said);
        }
        return named;
    }

    /// The usual extension of file names, without the dot, which is also the format's name.
    public String extension() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// As in `Content-Type`.
    public String mediaType() {
        return mediaType;
    }

    private boolean knownAs(String extension) {
        return !extension.contains(" ") && alsoKnownAs.contains(" " + extension + " ");
    }

    public Family family() {
        return family;
    }

    private static String names() {
        return String.join(", ", Arrays.stream(values()).map(Format::extension).toList());
    }
}
