package dev.quayside.document;

import dev.quayside.document.text.Oracle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Documents made for tests, and settings to read them with.
final class Samples {
    static final DocumentSettings PLAIN = with("off");

    private Samples() {}

    static DocumentSettings with(String soffice) {
        DocumentSettings byDefault = DocumentSettings.DEFAULT;
        return new DocumentSettings(
                2, 256L << 20, byDefault.timeout(), byDefault.maxFileBytes(), byDefault.maxChars(), soffice);
    }

    static DocumentSettings withMemory(long bytes) {
        return new DocumentSettings(1, bytes, PLAIN.timeout(), PLAIN.maxFileBytes(), PLAIN.maxChars(), PLAIN.soffice());
    }

    static Path office(String file) {
        return Oracle.folder().resolve(file);
    }

    /// The files of the collection that are damaged, encrypted or hostile, with the codes that tell so.
    static Map<String, List<String>> hostile() {
        return Map.ofEntries(
                Map.entry("docx/poi-ExternalEntityInText.docx", List.of("document.unsafe")),
                Map.entry("docx/poi-bug53475-password-is-pass.docx", List.of("document.encrypted")),
                Map.entry("docx/poi-truncated62886.docx", List.of("document.corrupt")),
                Map.entry("docx/testWORD_protected_passtika.docx", List.of("document.encrypted")),
                Map.entry("docx/testWORD_truncated.docx", List.of("document.corrupt")),
                Map.entry("odt/testODTEncrypted.odt", List.of("document.encrypted")),
                Map.entry("odt/testODTnotaZipFile.odt", List.of("document.corrupt")),
                Map.entry("opc-conformance/OPCCompliance_DerivedPartNameFAIL.docx", List.of("document.corrupt")),
                Map.entry("xlsx/poi-poc-xmlbomb.xlsx", List.of("document.unsafe")),
                Map.entry("xlsx/poi-xlsx-corrupted.xlsx", List.of("document.corrupt")),
                Map.entry("xlsx/testEXCEL_protected_passtika.xlsx", List.of("document.encrypted")),
                Map.entry("doc/poi-Fuzzed.doc", List.of("document.corrupt")),
                Map.entry("pkg/droste.zip", List.of("document.unsupported")),
                Map.entry("pkg/quine.gz", List.of("document.unsupported")),
                Map.entry("pkg/testZIP_corrupted_oom.zip", List.of("document.unsupported", "document.corrupt")),
                Map.entry("pkg/testZipEncrypted.zip", List.of("document.encrypted")));
    }

    /// A Word document with one paragraph and, beside it, what `extra` is.
    ///
    /// @param relations of the document to other parts or places
    static Path docx(Path file, String body, String relations) throws IOException {
        String main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
        String office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        String packages = "http://schemas.openxmlformats.org/package/2006/relationships";
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            put(
                    zip,
                    "[Content_Types].xml",
                    "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default"
                            + " Extension=\"rels\""
                            + " ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override"
                            + " PartName=\"/word/document.xml\""
                            + " ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>");
            put(
                    zip,
                    "_rels/.rels",
                    "<Relationships xmlns=\"" + packages + "\"><Relationship Id=\"r1\" Type=\"" + office
                            + "/officeDocument\" Target=\"word/document.xml\"/></Relationships>");
            put(
                    zip,
                    "word/_rels/document.xml.rels",
                    "<Relationships xmlns=\"" + packages + "\">" + relations + "</Relationships>");
            put(
                    zip,
                    "word/document.xml",
                    "<w:document xmlns:w=\"" + main + "\" xmlns:r=\"" + office + "\"><w:body>" + body
                            + "</w:body></w:document>");
        }
        return file;
    }

    static String paragraph(String text) {
        return "<w:p><w:r><w:t>" + text + "</w:t></w:r></w:p>";
    }

    private static void put(ZipOutputStream zip, String name, String content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }
}
