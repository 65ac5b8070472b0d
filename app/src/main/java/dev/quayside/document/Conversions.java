package dev.quayside.document;

import dev.quayside.base.Json;
import dev.quayside.base.ProblemException;
import dev.quayside.document.convert.Conversion;
import dev.quayside.document.format.Format;
import dev.quayside.event.Actor;
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
final class Conversions {
    private final Storage storage;
    private final Documents documents;
    private final WorkFiles work;
    private final Results results;

    Conversions(Storage storage, Documents documents, WorkFiles work, Results results) {
        this.storage = storage;
        this.documents = documents;
        this.work = work;
        this.results = results;
    }

    Outcome convert(StepContext context) throws IOException, InterruptedException {
        StoredFile file = FileReference.resolve(storage.files(), context.user(), context.value("file"));
        Format to = Format.require(context.text("to"));
        Format from = from(file, context.text("from"));
        ObjectNode options = Json.object().put("name", file.name().value()).put("to", to.extension());
        Optional<String> password = DocumentSteps.password(context);
        password.ifPresent(text -> options.put("password", text));
        Results.Question question = Results.Question.of(file, "convert", options);
        Optional<StoredFile> known = results.find(question)
                .flatMap(answer ->
                        storage.files().find(context.user(), answer.path("id").asLong()));
        if (known.isPresent()) {
            context.log("The same was converted before: file " + known.get().id());
            return new Outcome.Succeeded(FileReference.show(known.get()).put("converted", false));
        }
        context.log("Converting %s from %s to %s".formatted(file.name().value(), from.extension(), to.extension()));
        StoredFile made = work.with(file, copy -> {
            Path into = copy.resolveSibling(copy.getFileName() + "." + to.extension());
            try {
                Conversion done =
                        documents.convert(copy, from, into, to, new DocumentOptions(password, Optional.empty()));
                context.log("Done by " + done.means().name().toLowerCase(Locale.ROOT));
                return store(context, file, into, to);
            } finally {
                boolean _ = java.nio.file.Files.deleteIfExists(into);
            }
        });
        results.keep(question, Json.object().put("id", made.id()));
        return new Outcome.Succeeded(FileReference.show(made).put("converted", true));
    }

    /// What the file's name says it is; if something else is asked for, that is a mistake.
    private static Format from(StoredFile file, String wanted) {
        Format named = Format.ofFileName(file.name().value())
                .orElseThrow(() -> new ProblemException(
                        "document.unsupported",
                        "The extension of '" + file.name().value() + "' is none of a format that is known here"));
        if (!wanted.isEmpty() && Format.require(wanted) != named) {
            throw new ProblemException(
                    "document.unsupported", "The file is a " + named.extension() + " by its name, and not a " + wanted);
        }
        return named;
    }

    private StoredFile store(StepContext context, StoredFile source, Path result, Format to) throws IOException {
        String name = source.name().value();
        String base = name.substring(0, name.lastIndexOf('.'));
        var order = new Files.Order(
                context.user(),
                base + "." + to.extension(),
                storage.settings().any(),
                new Provenance(source.id(), context.runId(), null),
                Actor.of(context.user()));
        try (InputStream bytes = java.nio.file.Files.newInputStream(result)) {
            return storage.files().store(order, bytes);
        }
    }
}
