package dev.quayside.document;

import dev.quayside.base.Json;
import dev.quayside.document.convert.Conversion;
import dev.quayside.document.format.Format;
import dev.quayside.event.Actor;
import dev.quayside.identity.Permission;
import dev.quayside.step.Outcome;
import dev.quayside.step.StepContext;
import dev.quayside.storage.FileReference;
import dev.quayside.storage.Files;
import dev.quayside.storage.Provenance;
import dev.quayside.storage.Storage;
import dev.quayside.storage.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// The step `document.convert`: the file stays, and the one made of it is added. Safe for several threads.
final class ConvertStep {
    private final Storage storage;
    private final Documents documents;
    private final WorkFiles work;
    private final SealedPasswords passwords;
    private final Results results;

    ConvertStep(Storage storage, Documents documents, WorkFiles work, SealedPasswords passwords, Results results) {
        this.storage = storage;
        this.documents = documents;
        this.work = work;
        this.passwords = passwords;
        this.results = results;
    }

    Outcome run(StepContext context) throws IOException, InterruptedException {
        String owner = context.user(Permission.WRITE_FILES);
        StoredFile file = FileReference.resolve(storage.files(), owner, context.value("file"));
        Format to = Format.require(context.text("to"));
        Format from = Format.ofFileName(file.name().value(), context.text("from"));
        ObjectNode options = Json.object().put("name", file.name().value()).put("to", to.extension());
        boolean secret = passwords.of(context).isPresent();
        Results.Question question = Results.Question.of(file, "convert", options, secret);
        return results.inTurn(question, () -> convert(context, file, from, to, question));
    }

    private Outcome convert(StepContext context, StoredFile file, Format from, Format to, Results.Question question)
            throws IOException, InterruptedException {
        Optional<StoredFile> known = results.find(question)
                .flatMap(answer ->
                        storage.files().find(file.owner(), answer.path("id").asLong()));
        if (known.isPresent()) {
            context.log("The same was converted before: file " + known.get().id());
            return new Outcome.Succeeded(FileReference.show(known.get()).put("converted", false));
        }
        context.log("Converting %s from %s to %s".formatted(file.name().value(), from.extension(), to.extension()));
        StoredFile made = work.with(file, copy -> {
            phase(context, 1);
            Path into = copy.resolveSibling(copy.getFileName() + "." + to.extension());
            try {
                Conversion done = documents.convert(
                        copy, from, into, to, new DocumentOptions(passwords.of(context), Optional.empty()));
                phase(context, 2);
                context.log("Done by " + done.means().name().toLowerCase(Locale.ROOT));
                return store(context, file, into, to);
            } finally {
                boolean _ = java.nio.file.Files.deleteIfExists(into);
            }
        });
        phase(context, 3);
        results.keep(question, Json.object().put("id", made.id()));
        return new Outcome.Succeeded(FileReference.show(made).put("converted", true));
    }

    /// Fetched, converted, stored: how long each takes, nobody knows before.
    private static void phase(StepContext context, int done) {
        context.progress(done, 0, "phases");
    }

    private StoredFile store(StepContext context, StoredFile source, Path result, Format to) throws IOException {
        String name = source.name().value();
        String base = name.substring(0, name.lastIndexOf('.'));
        var order = new Files.Order(
                source.owner(),
                base + "." + to.extension(),
                storage.settings().any(),
                new Provenance(source.id(), context.runId(), null),
                Actor.of(source.owner()));
        try (InputStream bytes = java.nio.file.Files.newInputStream(result)) {
            return storage.files().store(order, bytes);
        }
    }
}
