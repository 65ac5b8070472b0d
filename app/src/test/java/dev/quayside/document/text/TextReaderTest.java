package dev.quayside.document.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quayside.base.Json;
import dev.quayside.base.ProblemException;
import dev.quayside.document.format.Format;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class TextReaderTest {
    /// Where two programs agree to this share on the words of a file, theirs is what is expected.
    private static final double AGREED = 0.9;

    @TempDir
    Path folder;

    @Test
    void everyStringThatOthersFindIsFound() throws Exception {
        List<String> missing = new ArrayList<>();
        List<Oracle.Demand> demands = Oracle.demands();
        for (Oracle.Demand demand : demands) {
            String text = sample(demand.file()).plain();
            if (!Oracle.oneLine(text).contains(Oracle.oneLine(demand.text()))) {
                missing.add(demand.toString());
            }
        }

        assertThat(demands).hasSizeGreaterThan(80);
        assertThat(missing).isEmpty();
    }

    @Test
    void theWordsOfDocumentsAreThoseThatOthersFind() throws Exception {
        List<String> poor = new ArrayList<>();
        int compared = 0;
        for (JsonNode fact : Oracle.facts()) {
            if (fact.path("token_overlap").asDouble(0) < AGREED) {
                continue;
            }
            String text = sample(fact.path("file").asString()).plain();
            double recall = 0;
            for (Path expected : Oracle.texts(fact.path("file").asString())) {
                recall = Math.max(recall, Oracle.recall(Files.readString(expected), text));
            }
            compared++;
            if (recall < 0.95) {
                poor.add(fact.path("file").asString() + " " + recall);
            }
        }

        assertThat(compared).isGreaterThan(30);
        assertThat(poor).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "UTF-8, Ünïcödé – Ελληνικά",
        "UTF-16LE, plain letters and Ünïcödé",
        "UTF-16BE, plain letters and Ünïcödé",
        "windows-1251, В лесу родилась ёлочка и росла она там долго",
        "windows-1253, Η γλώσσα των Ελλήνων είναι παλιά και όμορφη",
        "IBM866, В лесу родилась елочка и росла она там долго",
        "Shift_JIS, これは日本語の文章です。とても短いです。"
    })
    void plainTextIsReadInItsEncoding(String charset, String text) throws Exception {
        assertThat(read("a.txt", text.getBytes(Charset.forName(charset))).plain())
                .isEqualTo(text);
    }

    @Test
    void aByteOrderMarkIsNotPartOfTheText() throws Exception {
        assertThat(read("a.txt", "\ufeffhello".getBytes(StandardCharsets.UTF_8)).plain())
                .isEqualTo("hello");
    }

    @Test
    void contentDecidesAndNotTheName() throws Exception {
        Path docx = Oracle.folder().resolve("docx/testWORD.docx");

        assertThat(read("misnamed.pdf", Files.readAllBytes(docx)).format()).isEqualTo(Format.DOCX);
        assertThat(read("letter", "From: a@example.org\nSubject: Hi\n\nHello".getBytes(StandardCharsets.UTF_8))
                        .format())
                .isEqualTo(Format.EML);
        assertThat(read("page", "<!doctype html><p>Hello".getBytes(StandardCharsets.UTF_8))
                        .format())
                .isEqualTo(Format.HTML);
    }

    @Test
    void blocksTellHeadingsItemsRowsAndParagraphsApart() throws Exception {
        String markdown = "# Title\n\nText with **bold**.\n\n* one\n\n3. third\n\n| A | B |\n|---|---|\n| 1 | 2 |\n";

        assertThat(read("a.md", markdown.getBytes(StandardCharsets.UTF_8)).blocks())
                .containsExactly(
                        new Block(Block.Kind.HEADING, 1, "Title"),
                        new Block(Block.Kind.PARAGRAPH, 0, "Text with bold."),
                        new Block(Block.Kind.ITEM, 1, "one"),
                        new Block(Block.Kind.ITEM, 1, "3. third"),
                        new Block(Block.Kind.ROW, 1, "A\tB"),
                        new Block(Block.Kind.ROW, 1, "1\t2"));
    }

    @Test
    void commaSeparatedValuesAreRows() throws Exception {
        String csv = "name;note\n\"Miller; Jane\";\"said \"\"hi\"\"\nand left\"\n";

        assertThat(read("a.csv", csv.getBytes(StandardCharsets.UTF_8)).plain())
                .isEqualTo("name\tnote\nMiller; Jane\tsaid \"hi\" and left");
    }

    @Test
    void pagesOfAPdfAreBlocks() throws Exception {
        DocumentText text = sample("pdf/testPDF_protected.pdf");

        assertThat(text.blocks()).hasSizeGreaterThan(10).allMatch(block -> block.kind() == Block.Kind.PAGE);
        assertThat(text.blocks().getFirst().level()).isEqualTo(1);
    }

    @Test
    void slidesArePages() throws Exception {
        assertThat(sample("pptx/testPPT.pptx").blocks())
                .filteredOn(block -> block.kind() == Block.Kind.PAGE)
                .hasSize(3);
    }

    @Test
    void headersOfWordDocumentsAreNotParagraphs() throws Exception {
        assertThat(sample("docx/testWORD_various.docx").blocks())
                .contains(new Block(Block.Kind.MARGIN, 0, "This is the header text."))
                .contains(new Block(Block.Kind.ROW, 1, "Row 1 Col 1\tRow 1 Col 2\tRow 1 Col 3"));
    }

    @Test
    void aLetterHasItsHeadersAndItsText() throws Exception {
        String mail = """
                From: Jane <jane@example.org>
                To: joe@example.org
                Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=
                MIME-Version: 1.0
                Content-Type: text/plain; charset=iso-8859-1
                Content-Transfer-Encoding: quoted-printable

                Sch=F6n hier.
                """;

        assertThat(read("a.eml", mail.getBytes(StandardCharsets.UTF_8)).plain())
                .contains("Subject: Grüße", "From: Jane <jane@example.org>", "Schön hier.");
    }

    @Test
    void scriptsAndHeadsOfPagesAreNotText() throws Exception {
        String html = "<html><head><title>T</title></head><body><script>x()</script><p>Hello<br>you</p></body></html>";

        assertThat(read("a.html", html.getBytes(StandardCharsets.UTF_8)).plain())
                .isEqualTo("Hello\nyou");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"txt/multi-language.txt", "docx/testWORD.docx", "odt/testFooter.odt", "rtf/testRTFHyperlink.rtf"
            })
    void textIsCutOffWhereThatIsWished(String file) throws Exception {
        Path path = Oracle.folder().resolve(file);

        DocumentText text = TextReader.read(path, new TextReader.Wish(file, Optional.empty(), 50));

        assertThat(text.truncated()).isTrue();
        assertThat(text.plain().length()).isBetween(1, 60);
    }

    @Test
    void passwordsOpenWhatTheyAreFor() throws Exception {
        for (JsonNode known : Json.parse(Files.readAllBytes(Oracle.folder().resolve("oracle/encryption.json")))) {
            String file = known.path("file").asString();

            assertThatThrownBy(() -> sample(file))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("document.encrypted");
            if (known.path("verified").isBoolean()) {
                String password = known.path("password").asString();
                assertThat(withPassword(file, password).plain()).isNotBlank();
                assertThatThrownBy(() -> withPassword(file, password + "x"))
                        .isInstanceOf(ProblemException.class)
                        .hasMessageContaining("document.wrong-password");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', document.empty",
        "'\u0001\u0002\u0003\u0004\u0005\u0006', document.unsupported",
        "'\u0089PNG\r\n\u001a\n', document.unsupported"
    })
    void whatIsNoDocumentIsRefused(String content, String code) {
        assertThatThrownBy(() -> read("a.bin", content.getBytes(StandardCharsets.ISO_8859_1)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(code);
    }

    @Test
    void aTextUnderAnotherNameIsDamaged() {
        assertThatThrownBy(() -> sample("odt/testODTnotaZipFile.odt"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("The file's name says odt, but its content is plain text");
    }

    @Test
    void textSurvivesTheWayBetweenProcesses() throws Exception {
        DocumentText text = sample("docx/testWORD_various.docx");

        assertThat(DocumentText.fromJson(Json.parse(Json.writeBytes(text.toJson()))))
                .isEqualTo(text);
    }

    private DocumentText read(String name, byte[] content) throws Exception {
        Path file = Files.write(folder.resolve("file"), content);
        return TextReader.read(file, new TextReader.Wish(name, Optional.empty(), 1_000_000));
    }

    private static DocumentText sample(String file) throws Exception {
        Path path = Oracle.folder().resolve(file);
        return TextReader.read(path, new TextReader.Wish(file, Optional.empty(), 10_000_000));
    }

    private static DocumentText withPassword(String file, String password) throws Exception {
        Path path = Oracle.folder().resolve(file);
        return TextReader.read(path, new TextReader.Wish(file, Optional.of(password), 10_000_000));
    }
}
