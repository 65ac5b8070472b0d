package dev.quayside.document;

import dev.quayside.base.Progress;
import dev.quayside.document.text.DocumentText;
import dev.quayside.storage.Files;
import dev.quayside.storage.StoredFile;
import dev.quayside.storage.blob.Span;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Files of the catalogue where programs can read them, for the time of a piece of work.
record WorkFiles(Files files, Documents documents) {
    private static final Logger LOG = LoggerFactory.getLogger(WorkFiles.class);

    /// What is done with a file.
    interface Work<T> {
        T with(Path file) throws IOException, InterruptedException;
    }

    /// Gives `work` a copy of a file, which is removed afterwards.
    <T> T with(StoredFile file, Work<T> work) throws IOException, InterruptedException {
        Path copy = java.nio.file.Files.createTempFile("quayside-document", "");
        try {
            try (InputStream bytes = files.open(file, Span.ALL)) {
                java.nio.file.Files.copy(bytes, copy, StandardCopyOption.REPLACE_EXISTING);
            }
            return work.with(copy);
        } finally {
            remove(copy);
        }
    }

    DocumentText text(StoredFile file, DocumentOptions options, Progress progress)
            throws IOException, InterruptedException {
        return with(file, copy -> documents.text(copy, file.name().value(), options, progress));
    }

    private static void remove(Path copy) {
        try {
            boolean _ = java.nio.file.Files.deleteIfExists(copy);
        } catch (IOException e) {
            LOG.warn("{} could not be removed: {}", copy, e.toString());
        }
    }
}
