package dev.quayside.document.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.common.PDMetadata;
import org.apache.pdfbox.pdmodel.interactive.form.PDAcroForm;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// XML in PDFs that would read files and fetch pages, if one let it. Read here without the walls of a child.
class PdfEntitiesTest {
    private static final String SECRET = "the-secret-of-this-machine";

    @TempDir
    Path folder;

    private final AtomicInteger fetched = new AtomicInteger();
    private HttpServer server;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            fetched.incrementAndGet();
            exchange.sendResponseHeaders(200, 0);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void metadataOfADocumentAndOfAPageIsHarmless() throws Exception {
        assertThat(text(pdf(false))).doesNotContain(SECRET);
        assertThat(fetched).hasValue(0);
    }

    @Test
    void aFormInXmlThatUsesItsDeclarationsIsRefused() throws Exception {
        Path pdf = pdf(true);

        assertThatThrownBy(() -> text(pdf)).hasMessageContaining("entity").hasMessageNotContaining(SECRET);
        assertThat(fetched).hasValue(0);
    }

    private static String text(Path pdf) throws IOException {
        return TextReader.read(pdf, new TextReader.Wish("a.pdf", Optional.empty(), 100_000))
                .plain();
    }

    private Path pdf(boolean form) throws IOException {
        Path file = folder.resolve("a.pdf");
        try (PDDocument document = new PDDocument()) {
            PDPage page = new PDPage();
            document.addPage(page);
            page.setMetadata(metadata(document));
            document.getDocumentCatalog().setMetadata(metadata(document));
            if (form) {
                PDAcroForm fields = new PDAcroForm(document);
                COSStream xml = document.getDocument().createCOSStream();
                try (var stream = xml.createOutputStream()) {
                    stream.write(xml("""
                            <xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/">
                            <template xmlns="http://www.xfa.org/schema/xfa-template/3.3/"><subform name="s"><field name="f"/></subform>
                            </template><xfa:datasets xmlns:xfa="http://www.xfa.org/schema/xfa-data/1.0/"><xfa:data><s>
                            <f>found &file; &page;</f></s></xfa:data></xfa:datasets></xdp:xdp>""").getBytes(StandardCharsets.UTF_8));
                }
                fields.getCOSObject().setItem(COSName.getPDFName("XFA"), xml);
                document.getDocumentCatalog().setAcroForm(fields);
            }
            document.save(file.toFile());
        }
        return file;
    }

    private PDMetadata metadata(PDDocument document) throws IOException {
        String rdf = """
                <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
                <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title><rdf:Alt>
                <rdf:li xml:lang="x-default">found &file; &page;</rdf:li></rdf:Alt></dc:title></rdf:Description>
                </rdf:RDF></x:xmpmeta>""";
        return new PDMetadata(document, new ByteArrayInputStream(xml(rdf).getBytes(StandardCharsets.UTF_8)));
    }

    /// A document that declares a file and a page, and asks for more declarations from elsewhere.
    private String xml(String content) throws IOException {
        Path secret = Files.writeString(folder.resolve("secret.txt"), SECRET);
        String address = "http://127.0.0.1:" + server.getAddress().getPort();
        return "<?xml version=\"1.0\"?><!DOCTYPE x SYSTEM \"" + address + "/dtd\" [<!ENTITY file SYSTEM \""
                + secret.toUri() + "\"><!ENTITY page SYSTEM \"" + address + "/page\"><!ENTITY % more SYSTEM \""
                + address + "/more\">%more;]>" + content;
    }
}
