package dev.quayside.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quayside.base.ProblemException;
import dev.quayside.document.format.Format;
import dev.quayside.testing.Required;
import java.awt.Rectangle;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.poi.hslf.usermodel.HSLFSlideShow;
import org.apache.poi.hssf.record.crypto.Biff8EncryptionKey;
import org.apache.poi.hssf.usermodel.HSSFWorkbook;
import org.apache.poi.hwpf.HWPFDocument;
import org.apache.poi.poifs.crypt.EncryptionInfo;
import org.apache.poi.poifs.crypt.EncryptionMode;
import org.apache.poi.poifs.crypt.Encryptor;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;
import org.apache.poi.sl.usermodel.SlideShow;
import org.apache.poi.sl.usermodel.TextBox;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.Workbook;
import org.apache.poi.xslf.usermodel.XMLSlideShow;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The text of documents that the test makes, in every format that is read.
class EveryFormatTest {
    private static final String WORDS = "Die Überfahrt nach Πειραιάς kostet 4711 Ёлки";
    private static final String PASSWORD = "pässword 1";
    private static final Documents DOCUMENTS = new Documents(Samples.with("auto"), System.getenv());

    @TempDir
    Path folder;

    @AfterAll
    static void close() {
        DOCUMENTS.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"TXT", "MD", "CSV", "HTML", "EML", "RTF", "PDF", "DOCX", "XLSX", "PPTX", "XLS", "PPT", "ODT"})
    void theWordsAreFoundInWhatJavaWrites(Format format) throws Exception {
        assertThat(text(made(format), "a." + format.extension(), DocumentOptions.NONE))
                .contains(WORDS);
    }

    @ParameterizedTest
    @EnumSource(names = {"DOC", "ODT", "RTF", "ODS", "XLS", "ODP", "PPT"})
    void theWordsAreFoundInWhatLibreOfficeWrites(Format format) throws Exception {
        Required.that(
                LibreOffice.find("soffice", System.getenv("PATH")).isPresent(),
                "LibreOffice is missing (apt install libreoffice-writer libreoffice-calc libreoffice-impress)");
        Format source =
                switch (format) {
                    case ODS, XLS -> Format.XLSX;
                    case ODP, PPT -> Format.PPTX;
                    default -> Format.DOCX;
                };
        Path file = folder.resolve("office." + format.extension());
        DOCUMENTS.convert(made(source), source, file, format, DocumentOptions.NONE);

        assertThat(text(file, "a." + format.extension(), DocumentOptions.NONE)).contains(WORDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ott", "dotx", "dotm", "docm"})
    void templatesAndFilesWithMacrosAreReadAsWhatTheyAreOf(String extension) throws Exception {
        boolean open = extension.equals("ott");
        Path file = open
                ? changed(made(Format.ODT), "mimetype", "opendocument.text", "opendocument.text-template")
                : changed(
                        made(Format.DOCX),
                        "[Content_Types].xml",
                        "vnd.openxmlformats-officedocument.wordprocessingml.document.main",
                        extension.equals("dotx")
                                ? "vnd.openxmlformats-officedocument.wordprocessingml.template.main"
                                : extension.equals("dotm")
                                        ? "vnd.ms-word.template.macroEnabledTemplate.main"
                                        : "vnd.ms-word.document.macroEnabled.main");

        assertThat(text(file, "a." + extension, DocumentOptions.NONE)).contains(WORDS);
    }

    @ParameterizedTest
    @EnumSource(names = {"PDF", "DOCX", "XLSX", "PPTX", "XLS", "PPT"})
    void whatIsEncryptedOpensWithItsPasswordOnly(Format format) throws Exception {
        Path file = encrypted(format);
        String name = "a." + format.extension();

        assertThat(text(file, name, DocumentOptions.withPassword(PASSWORD))).contains(WORDS);
        assertThat(code(file, name, DocumentOptions.withPassword("another"))).isEqualTo("document.wrong-password");
        assertThat(code(file, name, DocumentOptions.NONE)).isEqualTo("document.encrypted");
    }

    @Test
    void anOldWordDocumentOpensWithItsPasswordOnly() throws Exception {
        Path plain = Samples.office("doc/poi-SampleDoc.doc");
        Path file = folder.resolve("encrypted.doc");
        Biff8EncryptionKey.setCurrentUserPassword(PASSWORD);
        try (HWPFDocument document = new HWPFDocument(Files.newInputStream(plain))) {
            document.write(file.toFile());
        } finally {
            Biff8EncryptionKey.setCurrentUserPassword(null);
        }

        assertThat(text(file, "a.doc", DocumentOptions.withPassword(PASSWORD)))
                .isEqualTo(text(plain, "a.doc", DocumentOptions.NONE));
        assertThat(code(file, "a.doc", DocumentOptions.withPassword("another"))).isEqualTo("document.wrong-password");
        assertThat(code(file, "a.doc", DocumentOptions.NONE)).isEqualTo("document.encrypted");
    }

    /// LibreOffice 7.4 made the files.
    @ParameterizedTest
    @EnumSource(names = {"ODT", "ODS", "ODP"})
    void whatLibreOfficeHasEncryptedOpensWithItsPasswordOnly(Format format) throws Exception {
        String name = "encrypted." + format.extension();
        Path file = folder.resolve(name);
        try (InputStream content = EveryFormatTest.class.getResourceAsStream("/opendocument/" + name)) {
            Files.write(file, content.readAllBytes());
        }

        assertThat(text(file, name, DocumentOptions.withPassword(PASSWORD))).contains(WORDS);
        assertThat(code(file, name, DocumentOptions.withPassword("another"))).isEqualTo("document.wrong-password");
        assertThat(code(file, name, DocumentOptions.NONE)).isEqualTo("document.encrypted");
    }

    @Test
    void openDocumentEncryptedInAnotherWayIsRefusedAndNotCalledDamaged() throws Exception {
        Path file = changed(
                Samples.office("odt/testODTEncrypted.odt"), "META-INF/manifest.xml", "#aes256-cbc", "#aes256-gcm");

        assertThat(code(file, "a.odt", DocumentOptions.withPassword("any"))).isEqualTo("document.unsupported");
    }

    @Test
    void aPasswordThatIsNotNeededDoesNotMatter() throws Exception {
        for (Format format : List.of(Format.PDF, Format.DOCX, Format.XLS, Format.ODT, Format.TXT)) {
            assertThat(text(made(format), "a." + format.extension(), DocumentOptions.withPassword("x")))
                    .as(format.extension())
                    .contains(WORDS);
        }
    }

    private String code(Path file, String name, DocumentOptions options) {
        return catchThrowableOfType(ProblemException.class, () -> text(file, name, options))
                .problem()
                .code();
    }

    private static String text(Path file, String name, DocumentOptions options) throws InterruptedException {
        return DOCUMENTS.text(file, name, options).plain();
    }

    private Path made(Format format) throws Exception {
        Path file = folder.resolve("made." + format.extension());
        switch (format) {
            case TXT, MD -> Files.writeString(file, WORDS);
            case CSV -> Files.writeString(file, "Number;Words\n1;\"" + WORDS + "\"\n");
            case HTML -> Files.writeString(file, "<!doctype html><meta charset=utf-8><p>" + WORDS);
            case EML ->
                Files.writeString(
                        file,
                        "From: a@example.org\nSubject: x\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
                                + "Content-Transfer-Encoding: 8bit\n\n"
                                + WORDS);
            case RTF ->
                Files.writeString(file, "{\\rtf1\\ansi\\uc1 " + escaped() + "\\par}", StandardCharsets.US_ASCII);
            case XLSX -> write(new XSSFWorkbook(), file);
            case XLS -> write(new HSSFWorkbook(), file);
            case PPTX -> write(new XMLSlideShow(), file);
            case PPT -> write(new HSLFSlideShow(), file);
            default -> DOCUMENTS.convert(made(Format.TXT), Format.MD, file, format, DocumentOptions.NONE);
        }
        return file;
    }

    private static String escaped() {
        StringBuilder text = new StringBuilder();
        WORDS.chars().forEach(letter -> text.append(letter < 128 ? "" + (char) letter : "\\u" + letter + "?"));
        return text.toString();
    }

    private static void write(Workbook book, Path file) throws IOException {
        try (book;
                OutputStream out = Files.newOutputStream(file)) {
            Row row = book.createSheet("One").createRow(2);
            row.createCell(1).setCellValue(12);
            row.createCell(3).setCellValue(WORDS);
            book.write(out);
        }
    }

    private static void write(SlideShow<?, ?> show, Path file) throws IOException {
        try (show;
                OutputStream out = Files.newOutputStream(file)) {
            TextBox<?, ?> box = show.createSlide().createTextBox();
            box.setAnchor(new Rectangle(50, 50, 600, 100));
            box.setText(WORDS);
            show.write(out);
        }
    }

    private Path encrypted(Format format) throws Exception {
        Path plain = made(format);
        Path file = folder.resolve("encrypted." + format.extension());
        switch (format) {
            case PDF -> {
                try (PDDocument document = Loader.loadPDF(plain.toFile())) {
                    document.protect(new StandardProtectionPolicy("owner", PASSWORD, new AccessPermission()));
                    document.save(file.toFile());
                }
            }
            case XLS, PPT -> {
                Biff8EncryptionKey.setCurrentUserPassword(PASSWORD);
                try {
                    if (format == Format.XLS) {
                        write(new HSSFWorkbook(), file);
                    } else {
                        write(new HSLFSlideShow(), file);
                    }
                } finally {
                    Biff8EncryptionKey.setCurrentUserPassword(null);
                }
            }
            default -> {
                try (POIFSFileSystem system = new POIFSFileSystem()) {
                    Encryptor encryptor = new EncryptionInfo(EncryptionMode.agile).getEncryptor();
                    encryptor.confirmPassword(PASSWORD);
                    try (OutputStream out = encryptor.getDataStream(system)) {
                        Files.copy(plain, out);
                    }
                    try (OutputStream out = Files.newOutputStream(file)) {
                        system.writeFilesystem(out);
                    }
                }
            }
        }
        return file;
    }

    /// A copy of an archive with other words in one of its parts.
    private Path changed(Path archive, String part, String words, String others) throws IOException {
        Path copy = folder.resolve("changed.zip");
        try (ZipFile from = new ZipFile(archive.toFile());
                ZipOutputStream to = new ZipOutputStream(Files.newOutputStream(copy))) {
            for (ZipEntry entry : from.stream().toList()) {
                to.putNextEntry(new ZipEntry(entry.getName()));
                try (InputStream content = from.getInputStream(entry)) {
                    byte[] bytes = content.readAllBytes();
                    to.write(
                            entry.getName().equals(part)
                                    ? new String(bytes, StandardCharsets.UTF_8)
                                            .replace(words, others)
                                            .getBytes(StandardCharsets.UTF_8)
                                    : bytes);
                }
                to.closeEntry();
            }
        }
        return copy;
    }
}
