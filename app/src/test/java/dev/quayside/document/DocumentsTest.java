package dev.quayside.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quayside.base.ProblemException;
import dev.quayside.document.convert.Conversion;
import dev.quayside.document.format.Format;
import dev.quayside.document.text.DocumentText;
import dev.quayside.document.text.Oracle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What can be done without LibreOffice, in real child processes.
class DocumentsTest {
    private static final Documents DOCUMENTS = new Documents(Samples.PLAIN, System.getenv());

    @TempDir
    Path folder;

    @AfterAll
    static void close() {
        DOCUMENTS.close();
    }

    @Test
    void textIsReadInAChild() throws Exception {
        assertThat(text(Samples.office("docx/testWORD.docx"), "a.docx")).contains("Sample Word Document Title");
        assertThat(text(Samples.office("pdf/testPDF.pdf"), "a.pdf")).contains("Content Analysis Toolkit");
        assertThat(text(Samples.office("rtf/testRTF.rtf"), "a.rtf")).isEqualTo("Test d’indexation Word");
    }

    @Test
    void everyDamagedEncryptedOrHostileFileIsAProblemAndTheNextFileIsRead() throws Exception {
        text(Samples.office("docx/testWORD.docx"), "a.docx");
        long before = usedBytes();

        for (Map.Entry<String, List<String>> hostile : Samples.hostile().entrySet()) {
            Path file = Samples.office(hostile.getKey());
            ProblemException problem =
                    catchThrowableOfType(ProblemException.class, () -> text(file, String.valueOf(file.getFileName())));

            assertThat(problem).as(hostile.getKey()).isNotNull();
            assertThat(problem.problem().code()).as(hostile.getKey()).isIn(hostile.getValue());
            assertThat(problem.problem().detail()).as(hostile.getKey()).matches("(?s)[A-Z].{20,}");
            assertThat(text(Samples.office("docx/testComment.docx"), "a.docx")).contains("Here is some text.");
        }

        assertThat(usedBytes() - before).as("growth of the server's heap").isLessThan(20 << 20);
    }

    @Test
    void brokenFilesNeverEndAChild() throws Exception {
        List<String> samples = List.of(
                "docx/testComment.docx",
                "xlsx/testEXCEL.xlsx",
                "xls/testEXCEL.xls",
                "doc/testWORD.doc",
                "pdf/testPDF_rotated.pdf",
                "odt/testFooter.odt",
                "rtf/testRTFJapanese.rtf",
                "pptx/testPPT.pptx");
        Random random = new Random(20_260);
        List<String> codes = new ArrayList<>();
        for (int i = 0; i < 240; i++) {
            Path sample = Samples.office(samples.get(i % samples.size()));
            Path broken = Files.write(folder.resolve("broken"), mutated(Files.readAllBytes(sample), random));
            try {
                text(broken, String.valueOf(sample.getFileName()));
            } catch (ProblemException e) {
                codes.add(e.problem().code());
            }
        }

        assertThat(codes)
                .hasSizeGreaterThan(20)
                .isSubsetOf(
                        "document.corrupt",
                        "document.encrypted",
                        "document.unsupported",
                        "document.unsafe",
                        "document.bomb");
    }

    @Test
    void aFileThatNeedsMoreMemoryCostsOnlyItself() throws Exception {
        try (Documents small = new Documents(Samples.withMemory(64 << 20), System.getenv())) {
            Path big = Files.writeString(folder.resolve("big.txt"), "letters ".repeat(11 << 20));

            assertThatThrownBy(() -> small.text(big, "big.txt", DocumentOptions.NONE))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("document.memory");
            assertThat(small.text(Samples.office("rtf/testRTF.rtf"), "a.rtf", DocumentOptions.NONE)
                            .plain())
                    .isEqualTo("Test d’indexation Word");
        }
    }

    @Test
    void aFileThatIsTooLargeIsRefusedBeforeItIsCopied() throws Exception {
        var settings = new DocumentSettings(1, 64 << 20, Samples.PLAIN.timeout(), 1 << 20, 1_000, "off");
        try (Documents few = new Documents(settings, System.getenv())) {
            Path big = Files.write(folder.resolve("big.txt"), new byte[(1 << 20) + 1]);

            assertThatThrownBy(() -> few.text(big, "big.txt", DocumentOptions.NONE))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("document.too-large");
            assertThat(few.text(Samples.office("pdf/testPDF.pdf"), "a.pdf", DocumentOptions.NONE)
                            .truncated())
                    .isTrue();
        }
    }

    @Test
    void manyThreadsReadAtOnce() throws Exception {
        List<String> files =
                List.of("docx/testWORD.docx", "pdf/testPDF.pdf", "xlsx/testEXCEL.xlsx", "odt/testFooter.odt");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                String file = files.get(i % files.size());
                Callable<String> work = () -> text(Samples.office(file), file);
                answers.add(threads.submit(work));
            }
            for (int i = 0; i < answers.size(); i++) {
                assertThat(answers.get(i).get())
                        .isEqualTo(answers.get(i % files.size()).get());
            }
        }
    }

    @Test
    void pagesOfALongPdfAreToldUntilTheLast() throws Exception {
        Path text = Files.writeString(folder.resolve("long.txt"), "A line of a long document.\n\n".repeat(16_000));
        Path pdf = convert(text, Format.PDF);
        List<Long> told = new ArrayList<>();
        AtomicLong pages = new AtomicLong();

        DocumentText read = DOCUMENTS.text(pdf, "a.pdf", DocumentOptions.NONE, (done, total, unit) -> {
            assertThat(unit).isEqualTo("pages");
            told.add(done);
            pages.set(total);
        });

        assertThat(read.blocks()).hasSizeGreaterThan(200).hasSize(pages.intValue());
        assertThat(told).isSorted().doesNotHaveDuplicates().startsWith(1L).endsWith(pages.get());
        assertThat(told.size()).as("several, but seldom").isBetween(2, 50);
    }

    @Test
    void passwordsReachTheChild() throws Exception {
        assertThat(DOCUMENTS
                        .text(
                                Samples.office("xlsx/testEXCEL_protected_passtika.xlsx"),
                                "a.xlsx",
                                DocumentOptions.withPassword("tika"))
                        .blocks())
                .isNotEmpty();
        assertThat(DocumentOptions.withPassword("tika").toString()).doesNotContain("tika");
    }

    @Test
    void plainPagesHaveTheWordsOfTheDocument() throws Exception {
        for (String file : List.of("docx/testWORD.docx", "rtf/testRTFHyperlink.rtf", "odt/testFooter.odt")) {
            Path source = Samples.office(file);
            Path pdf = convert(source, Format.PDF);

            assertThat(Oracle.recall(text(source, file), text(pdf, "a.pdf")))
                    .as(file)
                    .isGreaterThan(0.95);
        }
    }

    @Test
    void greekAndCyrillicSurviveEveryConversion() throws Exception {
        String words = "Καλημέρα κόσμε. Доброе утро. Zażółć gęślą jaźń.";
        Path txt = Files.writeString(folder.resolve("a.txt"), words);

        for (Format to : List.of(Format.PDF, Format.DOCX, Format.ODT, Format.HTML)) {
            assertThat(text(convert(txt, to), "a." + to.extension()))
                    .as(to.extension())
                    .isEqualTo(words);
        }
    }

    @Test
    void aPdfBecomesTextDocxAndPicture() throws Exception {
        Path pdf = Samples.office("pdf/testPDF.pdf");

        assertThat(Files.readString(convert(pdf, Format.TXT))).contains("Content Analysis Toolkit");
        assertThat(Oracle.recall(text(pdf, "a.pdf"), text(convert(pdf, Format.DOCX), "a.docx")))
                .isGreaterThan(0.95);
        assertThat(Files.readAllBytes(convert(pdf, Format.PNG))).startsWith(0x89, 'P', 'N', 'G');
        assertThat(Files.readAllBytes(convert(pdf, Format.JPG))).startsWith(0xFF, 0xD8);
    }

    @Test
    void aPictureBecomesAPdfAndThatAPicture() throws Exception {
        Path png = convert(Samples.office("pdf/testPDF.pdf"), Format.PNG);

        Path jpg = converted(png, Format.PNG, Format.JPG);
        Path pdf = converted(jpg, Format.JPG, Format.PDF);
        Path again = converted(pdf, Format.PDF, Format.PNG);

        assertThat(Files.size(again)).isGreaterThan(10_000);
    }

    @Test
    void whatTheFileIsSaidToBeItMustBe() {
        assertThatThrownBy(() -> DOCUMENTS.convert(
                        Samples.office("docx/testWORD.docx"),
                        Format.PDF,
                        folder.resolve("x"),
                        Format.TXT,
                        DocumentOptions.NONE))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("The file is said to be pdf, but is docx");
    }

    @Test
    void pairsThatAreNotConvertedAreRefusedWithThoseThatAre() {
        assertThatThrownBy(() -> convert(Samples.office("pdf/testPDF.pdf"), Format.XLSX))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("pdf cannot be converted to xlsx; it can be converted to txt, ");
        assertThatThrownBy(() -> convert(Samples.office("docx/testWORD.docx"), Format.RTF))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("document.needs-office");
        assertThat(DOCUMENTS.conversions())
                .contains(new Conversion(Format.DOCX, Format.PDF, Conversion.Means.JAVA, true))
                .contains(new Conversion(Format.DOCX, Format.RTF, Conversion.Means.OFFICE, false));
    }

    @Test
    void aConversionThatFailsLeavesTheOldResultAlone() throws Exception {
        Path into = Files.writeString(folder.resolve("result.pdf"), "old");

        assertThatThrownBy(() -> DOCUMENTS.convert(
                        Samples.office("docx/testWORD_truncated.docx"),
                        Format.DOCX,
                        into,
                        Format.PDF,
                        DocumentOptions.NONE))
                .isInstanceOf(ProblemException.class);

        assertThat(into).hasContent("old");
    }

    private static String text(Path file, String name) throws InterruptedException {
        return DOCUMENTS.text(file, name, DocumentOptions.NONE).plain();
    }

    private Path convert(Path file, Format to) throws InterruptedException {
        return converted(
                file, Format.ofFileName(String.valueOf(file.getFileName())).orElseThrow(), to);
    }

    private Path converted(Path file, Format from, Format to) throws InterruptedException {
        Path into = folder.resolve("result." + to.extension());
        DOCUMENTS.convert(file, from, into, to, DocumentOptions.NONE);
        return into;
    }

    private static byte[] mutated(byte[] bytes, Random random) {
        byte[] changed = bytes.clone();
        int changes = 1 + random.nextInt(40);
        for (int i = 0; i < changes; i++) {
            changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
        }
        return random.nextInt(4) == 0 ? java.util.Arrays.copyOf(changed, random.nextInt(changed.length)) : changed;
    }

    private static long usedBytes() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
