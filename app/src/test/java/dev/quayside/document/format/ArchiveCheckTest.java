package dev.quayside.document.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quayside.base.ProblemException;
import dev.quayside.testing.Required;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveCheckTest {
    private static final String TYPES = "<Types>wordprocessingml</Types>";

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void place() {
        file = folder.resolve("sample.docx");
    }

    @Test
    void anOrdinaryArchiveMayBeOpened() throws IOException {
        write(zip -> put(zip, "word/document.xml", "<a/>".getBytes(StandardCharsets.UTF_8)));

        assertThat(Sniffer.sniff(file, Optional.empty()).format()).isEqualTo(Format.DOCX);
    }

    @Test
    void whatUnpacksToAThousandTimesItsSizeIsRefused() throws IOException {
        write(zip -> {
            zip.putNextEntry(new ZipEntry("word/document.xml"));
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 64; i++) {
                zip.write(zeros);
            }
        });

        assertRefused("document.bomb", "150 times");
    }

    @Test
    void sizesThatAreLiesAreFoundOut() throws IOException {
        whatUnpacksToAThousandTimesItsSizeIsRefused();
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < bytes.length - 46; i++) {
            if (buffer.getInt(i) == 0x02014b50) {
                buffer.putInt(i + 24, 100);
            }
        }
        Files.write(file, bytes);

        assertThatThrownBy(() -> Sniffer.sniff(file, Optional.empty()))
                .satisfies(thrown -> assertThat(thrown).isInstanceOfAny(ProblemException.class, IOException.class));
    }

    @Test
    void tensOfThousandsOfFilesAreRefused() throws IOException {
        write(zip -> {
            for (int i = 0; i < 20_001; i++) {
                put(zip, "x" + i, new byte[0]);
            }
        });

        assertRefused("document.bomb", "more than 20000 files");
    }

    @Test
    void partsThatShareBytesAreRefused() throws IOException {
        write(zip -> {
            put(zip, "a.bin", "first".repeat(50).getBytes(StandardCharsets.UTF_8));
            put(zip, "b.bin", "other".repeat(50).getBytes(StandardCharsets.UTF_8));
        });
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int second = -1;
        for (int i = 0; i < bytes.length - 46; i++) {
            if (buffer.getInt(i) == 0x02014b50) {
                int offset = buffer.getInt(i + 42);
                if (second > 0) {
                    buffer.putInt(i + 42, second + 1);
                }
                second = offset;
            }
        }
        Files.write(file, bytes);

        assertRefused("document.bomb", "overlap");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil", "/etc/passwd", "a/../../b", "..\\evil", "C:/windows/x", "word/.."})
    void namesThatLeadOutAreRefused(String name) throws IOException {
        write(zip -> put(zip, name, new byte[0]));

        assertRefused("document.unsafe", "leads out");
    }

    @Test
    void linksAreRefused() throws IOException {
        try (var zip = new ZipArchiveOutputStream(file.toFile())) {
            ZipArchiveEntry link = new ZipArchiveEntry("word/media/image1.png");
            link.setUnixMode(0120777);
            zip.putArchiveEntry(link);
            zip.write("/etc/passwd".getBytes(StandardCharsets.UTF_8));
            zip.closeArchiveEntry();
        }

        assertRefused("document.unsafe", "link");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dtd.xml", "external.xml", "xmlbomb.xml"})
    void documentTypesAreRefused(String attack) throws IOException {
        byte[] xml =
                Files.readAllBytes(Required.data("apis").resolve("xml-attacks").resolve(attack));
        write(zip -> put(zip, "word/document.xml", xml));

        assertRefused("document.unsafe", "document type");
    }

    @Test
    void aDocumentTypeInAnotherEncodingIsRefusedToo() throws IOException {
        String xml = "<?xml version=\"1.0\" encoding=\"UTF-16\"?><!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>";
        write(zip -> put(zip, "word/document.xml", xml.getBytes(StandardCharsets.UTF_16)));

        assertRefused("document.unsafe", "document type");
    }

    @Test
    void anArchiveThatIsNoDocumentIsToBeUnpackedFirst() throws IOException {
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            put(zip, "letter.txt", new byte[0]);
        }

        assertRefused("document.unsupported", "unpack it");
    }

    private void assertRefused(String code, String words) {
        assertThatThrownBy(() -> Sniffer.sniff(file, Optional.of(Format.DOCX)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(code)
                .hasMessageContaining(words);
    }

    private interface Filling {
        void into(ZipOutputStream zip) throws IOException;
    }

    private void write(Filling filling) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            put(zip, "[Content_Types].xml", TYPES.getBytes(StandardCharsets.UTF_8));
            filling.into(zip);
        }
        Files.write(file, bytes.toByteArray());
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }
}
