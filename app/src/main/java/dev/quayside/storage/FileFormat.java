package dev.quayside.storage;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// A format that we know by its extension, and whose content we check to be of it.
public enum FileFormat {
    DOC("application/msword", List.of("doc"), () -> Magic.of("D0CF11E0A1B11AE1")),
    DOCX(
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            List.of("docx"),
            () -> new OfficeCheck("word/")),
    PDF("application/pdf", List.of("pdf"), () -> Magic.of("255044462D")),
    TXT("text/plain; charset=utf-8", List.of("txt"), TextCheck::new),
    PNG("image/png", List.of("png"), () -> Magic.of("89504E470D0A1A0A")),
    JPEG("image/jpeg", List.of("jpg", "jpeg"), () -> Magic.of("FFD8FF")),
    XLSX(
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            List.of("xlsx"),
            () -> new OfficeCheck("xl/")),
    XLS("application/vnd.ms-excel", List.of("xls"), () -> Magic.of("D0CF11E0A1B11AE1")),
    CSV("text/csv", List.of("csv"), TextCheck::new),
    JSON("application/json", List.of("json"), TextCheck::new),
    EML("message/rfc822", List.of("eml"), TextCheck::new);

    /// Those that the File Processing API takes, in the order in which it names them.
    public static final Set<FileFormat> DOCUMENTS = EnumSet.of(DOC, DOCX, PDF, TXT, PNG, JPEG);

    private static final String UNKNOWN_TYPE = "application/octet-stream";

    private final String contentType;
    private final List<String> extensions;
    private final Supplier<ContentCheck> check;

    FileFormat(String contentType, List<String> extensions, Supplier<ContentCheck> check) {
        this.contentType = contentType;
        this.extensions = extensions;
        this.check = check;
    }

    /// The format that a file's name promises; empty for one that we do not know.
    static Optional<FileFormat> of(FileName name) {
        return EnumSet.allOf(FileFormat.class).stream()
                .filter(format -> format.extensions.contains(name.extension()))
                .findFirst();
    }

    /// The media type of a file, by its name alone.
    static String contentType(FileName name) {
        return of(name).map(format -> format.contentType).orElse(UNKNOWN_TYPE);
    }

    /// What looks whether a file's content is what its name promises.
    static ContentCheck check(FileName name) {
        return of(name).map(format -> format.check.get()).orElse(ContentCheck.NONE);
    }

    /// Without dots, in small letters.
    public List<String> extensions() {
        return extensions;
    }
}
