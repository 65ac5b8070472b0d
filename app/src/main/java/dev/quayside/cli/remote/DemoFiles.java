package dev.quayside.cli.remote;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// What the demonstration works with: files of `examples/`, which lie in the program's jar.
final class DemoFiles {
    /// Cut off on purpose.
    static final String BROKEN = "invoice-2041.odt";

    /// In the order in which they are shown.
    static final List<String> DOCUMENTS = List.of(
            "praise.txt",
            "complaint.docx",
            "delay.eml",
            "newsletter.html",
            "minutes.md",
            "contract.odt",
            "reminder.rtf",
            "stock.xlsx",
            "prices.pdf",
            BROKEN);

    private DemoFiles() {}

    static byte[] document(String name) {
        return read("documents/" + name);
    }

    /// The workflow file.
    static String workflow() {
        return new String(read("workflows/read-documents.yaml"), StandardCharsets.UTF_8);
    }

    private static byte[] read(String name) {
        try (InputStream file = DemoFiles.class.getResourceAsStream("/examples/" + name)) {
            if (file == null) {
                throw new IllegalStateException("the example " + name + " is not in the program's jar");
            }
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
