package dev.quayside.storage.content;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A format that we know by its extension, and whose content we check to be of it.
public enum FileFormat {
    DOC("application/msword", "doc"),
    DOCX("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    PDF("application/pdf", "pdf"),
    TXT("text/plain", "txt"),
    PNG("image/png", "png"),
    JPEG("image/jpeg", "jpg jpeg"),
    XLSX("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    XLS("application/vnd.ms-excel", "xls"),
    CSV("text/csv", "csv"),
    JSON("application/json", "json"),
    EML("message/rfc822", "eml");

    /// Those that the File Processing API takes, in the order in which it names them.
    public static final Set<FileFormat> DOCUMENTS = EnumSet.of(DOC, DOCX, PDF, TXT, PNG, JPEG);

    private static final String UNKNOWN_TYPE = "application/octet-stream";

    private final String contentType;
    private final String extensions;

    /// @param extensions with spaces between them
    FileFormat(String contentType, String extensions) {
        this.contentType = contentType;
        this.extensions = extensions;
    }

    /// The format that a file's name promises; empty for one that we do not know.
    static Optional<FileFormat> of(FileName name) {
        return EnumSet.allOf(FileFormat.class).stream()
                .filter(format -> format.extensions().contains(name.extension()))
                .findFirst();
    }

    /// The media type of a file, by its name alone.
    public static String contentType(FileName name) {
        return of(name).map(format -> format.contentType).orElse(UNKNOWN_TYPE);
    }

    /// What looks whether a file's content is what its name promises.
    public static ContentCheck check(FileName name) {
        return of(name).map(FileFormat::check).orElse(ContentCheck.NONE);
    }

    /// Without dots, in small letters.
    public List<String> extensions() {
        return List.of(extensions.split(" ", -1));
    }

    private ContentCheck check() {
        return switch (this) {
            case DOC, XLS -> Magic.of("D0CF11E0A1B11AE1");
            case DOCX -> new OfficeCheck("word/");
            case XLSX -> new OfficeCheck("xl/");
            case PDF -> Magic.of("255044462D");
            case PNG -> Magic.of("89504E470D0A1A0A");
            case JPEG -> Magic.of("FFD8FF");
            case TXT, CSV, JSON, EML -> new TextCheck();
        };
    }
}
