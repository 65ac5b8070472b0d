package dev.quayside.storage.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quayside.testing.Required;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

class ContentCheckTest {
    private static final byte[] PDF = "%PDF-1.7\n%\u00e2".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] EXE = HexFormat.of().parseHex("4d5a90000300000004000000ffff0000");
    private static final byte[] PNG = HexFormat.of().parseHex("89504e470d0a1a0a0000000d49484452");
    private static final byte[] JPG = HexFormat.of().parseHex("ffd8ffe000104a464946");
    private static final byte[] OLE = HexFormat.of().parseHex("d0cf11e0a1b11ae10000");
    private static final byte[] HTML = "<!DOCTYPE html><script>".getBytes(StandardCharsets.UTF_8);

    private static void check(String name, byte[] bytes, int step) {
        ContentCheck check = FileFormat.check(FileName.of(name));
        for (int at = 0; at < bytes.length; at += step) {
            check.look(bytes, at, Math.min(step, bytes.length - at));
        }
        check.end();
    }

    private static void good(String name, byte[] bytes) {
        for (int step : List.of(1, 7, 65_536)) {
            assertThatCode(() -> check(name, bytes, step))
                    .as("%s by %d", name, step)
                    .doesNotThrowAnyException();
        }
    }

    private static void bad(String name, byte[] bytes) {
        for (int step : List.of(1, 7, 65_536)) {
            assertThatThrownBy(() -> check(name, bytes, step))
                    .as("%s by %d", name, step)
                    .isInstanceOf(RefusedFile.class)
                    .hasMessageContaining("file.wrong-content");
        }
    }

    @Test
    void theContentDecidesAndNotTheName() {
        good("a.pdf", PDF);
        good("a.PNG", PNG);
        good("a.jpg", JPG);
        good("a.jpeg", JPG);
        good("a.doc", OLE);
        for (String name : List.of("a.pdf", "a.png", "a.jpg", "a.doc", "a.docx", "a.txt")) {
            bad(name, EXE);
        }
        for (String name : List.of("a.pdf", "a.png", "a.jpg", "a.doc", "a.docx")) {
            bad(name, HTML);
            bad(name, new byte[0]);
        }
        bad("a.pdf", PNG);
        bad("a.png", PDF);
        bad("a.docx", OLE);
        bad("a.pdf", join(HTML, PDF));
        bad("a.pdf", Arrays.copyOf(PDF, 4));
        good("a.unknown", EXE);
    }

    private static byte[] join(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        Stream.of(parts).forEach(all::writeBytes);
        return all.toByteArray();
    }

    @Test
    void aTextHasNoNulInAnyCharset() {
        good("a.txt", new byte[0]);
        good("a.txt", "\u0391\u03b8\u03ae\u03bd\u03b1 \u0419 caf\u00e9\r\n".getBytes(StandardCharsets.UTF_8));
        good("a.txt", "caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));
        good("a.txt", ("\uFEFF" + "wide \u0100\u0001").getBytes(StandardCharsets.UTF_16LE));
        good("a.txt", ("\uFEFF" + "wide \u0100\u0001").getBytes(StandardCharsets.UTF_16BE));
        bad("a.txt", "a\0b".getBytes(StandardCharsets.UTF_8));
        bad("a.txt", new byte[1]);
        bad("a.txt", "wide".getBytes(StandardCharsets.UTF_16LE));
        bad("a.txt", "\uFEFFa\0b".getBytes(StandardCharsets.UTF_16LE));
        bad("a.txt", join("\uFEFFa".getBytes(StandardCharsets.UTF_16LE), new byte[] {1}));
    }

    private static byte[] zip(String... names) {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (String name : names) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(name.getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    @Test
    void aDocumentOfWordIsAnArchiveWithItsParts() {
        good("a.docx", zip("[Content_Types].xml", "_rels/.rels", "word/document.xml"));
        good("a.docx", zip("word/document.xml", "[Content_Types].xml"));
        good("a.xlsx", zip("xl/workbook.xml", "[Content_Types].xml"));
        bad("a.xlsx", zip("[Content_Types].xml", "word/document.xml"));
        bad("a.docx", zip("[Content_Types].xml", "xl/workbook.xml"));
        bad("a.docx", zip("word/document.xml"));
        bad("a.docx", zip("hello.txt"));
        byte[] good = zip("[Content_Types].xml", "word/document.xml");
        bad("a.docx", Arrays.copyOf(good, good.length - 10));
        bad("a.docx", Arrays.copyOfRange(good, 10, good.length));
    }

    @Test
    void entriesThatLeadOutOfTheArchiveAreRefused() {
        for (String name : List.of("../evil.xml", "/etc/passwd", "word/../../x", "..\\x", "C:/x", "word\\x")) {
            bad("a.docx", zip("[Content_Types].xml", "word/document.xml", name));
        }
    }

    @Test
    void bombsAreRefusedByTheirDirectory() throws IOException {
        byte[] huge = zip("[Content_Types].xml", "word/document.xml");
        directory(huge).putInt(directoryStart(huge) + 24, 0x7FFFFFFF);
        bad("a.docx", huge);

        byte[] overlapping = zip("[Content_Types].xml", "word/a.xml", "word/b.xml");
        ByteBuffer bytes = directory(overlapping);
        int second = next(bytes, directoryStart(overlapping));
        int third = next(bytes, second);
        bytes.putInt(third + 42, bytes.getInt(second + 42) + 1);
        bad("a.docx", overlapping);

        String[] many = Stream.iterate(0, i -> i < 10_001, i -> i + 1)
                .map(i -> "word/" + i)
                .toArray(String[]::new);
        many[0] = "[Content_Types].xml";
        assertThatThrownBy(() -> check("a.docx", zip(many), 65_536)).isInstanceOf(RefusedFile.class);
    }

    private static ByteBuffer directory(byte[] zip) {
        return ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int directoryStart(byte[] zip) {
        return directory(zip).getInt(zip.length - 22 + 16);
    }

    private static int next(ByteBuffer zip, int entry) {
        return entry + 46 + zip.getShort(entry + 28) + zip.getShort(entry + 30) + zip.getShort(entry + 32);
    }

    /// Refused are those that are cut off, sealed with a password, or none of their kind.
    @Test
    void realDocumentsAreTaken() throws IOException {
        List<String> refused = new ArrayList<>();
        int taken = 0;
        try (Stream<Path> samples = Files.walk(Required.data("office"))) {
            for (Path sample : samples.filter(Files::isRegularFile).sorted().toList()) {
                FileName name = FileName.of(sample.getFileName().toString());
                try {
                    check(name.value(), Files.readAllBytes(sample), 8_192);
                    taken += FileFormat.of(name).isPresent() ? 1 : 0;
                } catch (RefusedFile e) {
                    refused.add(sample.getFileName().toString());
                }
            }
        }
        assertThat(refused)
                .containsExactlyInAnyOrder(
                        "poi-bug53475-password-is-pass.docx",
                        "poi-truncated62886.docx",
                        "testWORD_protected_passtika.docx",
                        "testWORD_truncated.docx",
                        "html__testHTML_charset_utf16le.html.pandoc.txt",
                        "testEXCEL_protected_passtika.xlsx");
        assertThat(taken).isGreaterThan(30);
    }
}
