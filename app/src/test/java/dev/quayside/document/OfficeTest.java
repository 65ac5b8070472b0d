package dev.quayside.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.quayside.base.ProblemException;
import dev.quayside.document.convert.Conversion;
import dev.quayside.document.format.Format;
import dev.quayside.document.text.Oracle;
import dev.quayside.testing.Required;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// What LibreOffice does.
class OfficeTest {
    private static final Documents DOCUMENTS = new Documents(Samples.with("auto"), System.getenv());

    @TempDir
    Path folder;

    @BeforeEach
    void need() {
        Required.that(
                LibreOffice.find("soffice", System.getenv("PATH")).isPresent(),
                "LibreOffice is missing (apt install libreoffice-writer libreoffice-calc libreoffice-impress)");
    }

    @AfterAll
    static void close() {
        DOCUMENTS.close();
    }

    @Test
    void pagesAndWordsAreThoseOfLibreOffice() throws Exception {
        List<String> poor = new ArrayList<>();
        int compared = 0;
        for (JsonNode fact : Oracle.facts()) {
            if (fact.path("token_overlap").asDouble(0) < 0.9) {
                continue;
            }
            String file = fact.path("file").asString();
            Path pdf = convert(Samples.office(file), Format.PDF);
            try (PDDocument document = Loader.loadPDF(pdf.toFile())) {
                String text = new PDFTextStripper().getText(document);
                double recall = 0;
                for (Path expected : Oracle.texts(file)) {
                    recall = Math.max(recall, Oracle.recall(Files.readString(expected), text));
                }
                int pages =
                        document.getNumberOfPages() - fact.path("lo_pdf_pages").asInt();
                compared++;
                if (recall < 0.95 || Math.abs(pages) > 1) {
                    poor.add(file + " " + recall + " " + pages);
                }
            }
        }

        assertThat(compared).isGreaterThan(30);
        assertThat(poor).isEmpty();
    }

    @Test
    void fiftyFilesFromTenThreadsAllSucceed() throws Exception {
        Path source = Samples.office("docx/testWORD_various.docx");
        try (ExecutorService threads = Executors.newFixedThreadPool(10)) {
            List<Future<Long>> sizes = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                Path into = folder.resolve(i + ".pdf");
                Callable<Long> work = () -> {
                    DOCUMENTS.convert(source, Format.DOCX, into, Format.PDF, DocumentOptions.NONE);
                    return Files.size(into);
                };
                sizes.add(threads.submit(work));
            }
            for (Future<Long> size : sizes) {
                assertThat(size.get()).isGreaterThan(10_000);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "docx/testWORD.docx, odt",
        "docx/testWORD.docx, doc",
        "docx/testWORD.docx, rtf",
        "odt/testFooter.odt, docx",
        "doc/testWORD.doc, docx",
        "rtf/testRTFHyperlink.rtf, docx",
        "html/boilerplate.html, pdf",
        "txt/testMARKDOWN.md, pdf",
        "txt/multi-language.txt, pdf",
        "xlsx/testEXCEL.xlsx, ods",
        "xls/testEXCEL.xls, xlsx",
        "xlsx/testEXCEL.xlsx, pdf",
        "pptx/testPPT.pptx, odp",
        "pptx/testPPT.pptx, pdf",
        "pdf/testPDF.pdf, doc"
    })
    void theWordsAreInTheOtherFormat(String file, String to) throws Exception {
        Path source = Samples.office(file);

        Path converted = convert(source, Format.require(to));

        String expected = DOCUMENTS.text(source, file, DocumentOptions.NONE).plain();
        String found =
                DOCUMENTS.text(converted, "a." + to, DocumentOptions.NONE).plain();
        assertThat(Oracle.recall(expected, found)).isGreaterThan(0.8);
    }

    @Test
    void hostileFilesAreRefusedInTheSameWords() throws Exception {
        for (var hostile : Samples.hostile().entrySet()) {
            Path file = Samples.office(hostile.getKey());
            if (!file.toString().matches(".*[xt]$")) {
                continue; // LibreOffice reads what was left of the damaged doc, and is not asked for archives
            }

            assertThatThrownBy(() -> convert(file, Format.PDF))
                    .as(hostile.getKey())
                    .isInstanceOf(ProblemException.class)
                    .satisfies(thrown -> assertThat(
                                    ((ProblemException) thrown).problem().code())
                            .isIn(hostile.getValue()));
        }
        assertThat(convert(Samples.office("docx/testComment.docx"), Format.PDF)).exists();
    }

    @Test
    void aPasswordOpensADocument() throws Exception {
        Path source = Samples.office("docx/testWORD_protected_passtika.docx");
        Path into = folder.resolve("open.pdf");

        DOCUMENTS.convert(source, Format.DOCX, into, Format.PDF, DocumentOptions.withPassword("tika"));

        assertThat(into).exists();
        assertThatThrownBy(() ->
                        DOCUMENTS.convert(source, Format.DOCX, into, Format.PDF, DocumentOptions.withPassword("wrong")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("document.wrong-password");
    }

    @Test
    void nothingIsFetchedFromAnywhere() throws Exception {
        AtomicInteger fetched = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            fetched.incrementAndGet();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/x.png";
            Path html = Files.writeString(
                    folder.resolve("a.html"),
                    "<p>Hello<img src='" + url + "'><iframe src='" + url + "'></iframe><link rel=stylesheet href='"
                            + url + "'><p style=\"background:url(" + url + ")\">x");
            Path rtf = Files.writeString(
                    folder.resolve("a.rtf"),
                    "{\\rtf1 Hello {\\field{\\*\\fldinst INCLUDEPICTURE \"" + url + "\" \\\\d}{\\fldrslt x}}\\par}");
            Path docx = Samples.docx(
                    folder.resolve("a.docx"),
                    Samples.paragraph("Hello"),
                    "<Relationship Id=\"r9\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate\""
                            + " TargetMode=\"External\" Target=\"" + url + "\"/>");

            for (Path file : List.of(html, rtf, docx)) {
                Path pdf = convert(file, Format.PDF);
                assertThat(DOCUMENTS.text(pdf, "a.pdf", DocumentOptions.NONE).plain())
                        .contains("Hello");
                assertThat(DOCUMENTS
                                .text(file, String.valueOf(file.getFileName()), DocumentOptions.NONE)
                                .plain())
                        .contains("Hello");
            }
        } finally {
            server.stop(0);
        }

        assertThat(fetched).hasValue(0);
    }

    @Test
    void whatLibreOfficeDoesBetterItDoes() {
        assertThat(DOCUMENTS.conversions())
                .contains(new Conversion(Format.DOCX, Format.PDF, Conversion.Means.OFFICE, true))
                .contains(new Conversion(Format.PDF, Format.DOCX, Conversion.Means.JAVA, true))
                .allMatch(Conversion::available);
    }

    private Path convert(Path file, Format to) throws InterruptedException {
        Format from = Format.ofFileName(String.valueOf(file.getFileName())).orElseThrow();
        Path into = folder.resolve("result." + to.extension());
        DOCUMENTS.convert(file, from, into, to, DocumentOptions.NONE);
        return into;
    }
}
