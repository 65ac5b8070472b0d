package dev.quayside.document.queue;

import dev.quayside.base.Json;
import dev.quayside.base.ProblemException;
import dev.quayside.document.DocumentOptions;
import dev.quayside.document.Documents;
import dev.quayside.document.Findings;
import dev.quayside.document.format.Format;
import dev.quayside.storage.blob.Blob;
import dev.quayside.storage.blob.BlobKey;
import dev.quayside.storage.blob.BlobStore;
import dev.quayside.storage.blob.Span;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// Does what messages ask for, on files of the bucket. Safe for several threads.
final class Workbench {
    private static final Logger LOG = LoggerFactory.getLogger(Workbench.class);

    private final BlobStore store;
    private final Documents documents;
    private final Findings findings;
    private final long maxFileBytes;

    Workbench(BlobStore store, Documents documents, long maxFileBytes) {
        this.store = store;
        this.documents = documents;
        this.findings = new Findings(documents);
        this.maxFileBytes = maxFileBytes;
    }

    /// What was done.
    ///
    /// @param answer the fields of the callback
    /// @param made where the file lies that was made; whoever takes the callback copies it
    record Done(ObjectNode answer, Optional<BlobKey> made) {}

    /// Does the work.
    ///
    /// @throws ProblemException what is wrong with the document, the message or the store
    Done carryOut(Message message) throws IOException, InterruptedException {
        if (!BlobKey.isOne(message.key())) {
            throw new ProblemException("queue.bad-message", "This is no key of a file: " + message.key());
        }
        Path folder = Files.createTempDirectory("quayside-work");
        try {
            Path file = folder.resolve("source");
            fetch(new BlobKey(message.key()), file);
            return switch (message.order()) {
                case Message.Order.Convert(String from, String to) -> convert(message, file, from, to);
                case Message.Order.Sentences(List<String> keywords) ->
                    found(findings.sentences(file, message.key(), keywords));
                case Message.Order.Tonality _ -> found(findings.tonality(file, message.key()));
            };
        } finally {
            remove(folder);
        }
    }

    private void fetch(BlobKey key, Path file) throws IOException {
        try (Blob blob = store.open(key, Span.ALL)) {
            if (blob.size() > maxFileBytes) {
                throw new ProblemException(
                        "document.too-large", "The file has more than " + maxFileBytes + " bytes, the most taken here");
            }
            Files.copy(blob.bytes(), file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static Done found(ObjectNode answer) {
        return new Done(answer, Optional.empty());
    }

    private Done convert(Message message, Path file, String fromWord, String toWord)
            throws IOException, InterruptedException {
        Format from = Format.ofFileName(message.key(), fromWord);
        Format to = Format.require(toWord);
        Path made = file.resolveSibling("made");
        var _ = documents.convert(file, from, made, to, DocumentOptions.NONE);
        String name = message.key().substring(message.key().indexOf('_') + 1);
        BlobKey key = BlobKey.next(name.substring(0, name.lastIndexOf('.')) + "." + to.extension());
        try (InputStream bytes = Files.newInputStream(made)) {
            long _ = store.put(key, bytes);
        }
        ObjectNode answer = Json.object()
                .put("file_url", store.address(key).map(URI::toString).orElse(""))
                .put("new_s3_key", key.value());
        return new Done(answer, Optional.of(key));
    }

    /// Removes a file that was made, once it was taken.
    void remove(BlobKey made) {
        try {
            store.delete(made);
        } catch (ProblemException e) {
            LOG.warn("{} stays in the bucket although nobody needs it: {}", made, e.getMessage());
        }
    }

    private static void remove(Path folder) {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            LOG.warn("{} could not be removed: {}", folder, e.toString());
        }
    }
}
