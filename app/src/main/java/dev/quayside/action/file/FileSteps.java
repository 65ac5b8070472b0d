package dev.quayside.action.file;

import dev.quayside.base.Json;
import dev.quayside.base.ProblemException;
import dev.quayside.event.Actor;
import dev.quayside.identity.Permission;
import dev.quayside.step.ConfigKey;
import dev.quayside.step.ConfigKey.Kind;
import dev.quayside.step.Outcome;
import dev.quayside.step.StepContext;
import dev.quayside.step.StepType;
import dev.quayside.storage.FileReference;
import dev.quayside.storage.Files;
import dev.quayside.storage.Provenance;
import dev.quayside.storage.Storage;
import dev.quayside.storage.StoredFile;
import dev.quayside.storage.blob.Span;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The steps `file.read`, `file.write` and `file.list`: files of whoever the run works for. Safe for several threads.
public final class FileSteps {
    private static final Duration TIMEOUT = Duration.ofMinutes(5);
    private static final int MOST_READ = 1 << 20;
    private static final int MOST_LISTED = 1_000;

    private final Storage storage;

    public FileSteps(Storage storage) {
        this.storage = storage;
    }

    /// The step types, for the catalogue.
    public List<StepType> types() {
        return List.of(
                new StepType(
                        "file.read",
                        "Reads a small file of the catalogue: text where it is UTF-8, else base64.",
                        List.of(ConfigKey.required("file", Kind.ANY, FileReference.SUMMARY)),
                        TIMEOUT,
                        guarded(this::read)),
                new StepType(
                        "file.write",
                        "Stores a file in the catalogue.",
                        List.of(
                                ConfigKey.required(
                                        "name", Kind.TEXT, "Its name; one that is there gets a new version."),
                                ConfigKey.optional("text", Kind.TEXT, "Its content, as text."),
                                ConfigKey.optional("base64", Kind.TEXT, "Its content, as bytes."),
                                ConfigKey.optional(
                                        "derived_from", Kind.ANY, "The file that it was made from, for its lineage.")),
                        TIMEOUT,
                        (config, report) -> {
                            if (config.has("text") == config.has("base64")) {
                                report.error("", "needs exactly one of 'text' and 'base64'");
                            }
                        },
                        guarded(this::write)),
                new StepType(
                        "file.list",
                        "Lists files of the catalogue, the newest first.",
                        List.of(
                                ConfigKey.optional("search", Kind.TEXT, "What their names hold, in any case."),
                                ConfigKey.optional("limit", Kind.NUMBER, "Most files, up to 1000; 100 by default.")),
                        TIMEOUT,
                        guarded(this::list)));
    }

    /// A step that touches files.
    private interface Work {
        Outcome run(StepContext context) throws IOException;
    }

    private static dev.quayside.step.Step guarded(Work work) {
        return context -> {
            try {
                return work.run(context);
            } catch (ProblemException e) {
                boolean mayPass = e.problem().code().startsWith("storage.")
                        || e.problem().code().startsWith("database.");
                return new Outcome.Failed(e.problem(), mayPass);
            }
        };
    }

    private Outcome read(StepContext context) throws IOException {
        StoredFile file =
                FileReference.resolve(storage.files(), context.user(Permission.READ_FILES), context.value("file"));
        if (file.size() > MOST_READ) {
            return new Outcome.Failed(
                    "file.too-large",
                    "A step reads files of up to %d bytes, and this one has %d".formatted(MOST_READ, file.size()),
                    false);
        }
        byte[] bytes;
        try (InputStream in = storage.files().open(file, Span.ALL)) {
            bytes = in.readAllBytes();
        }
        ObjectNode output = FileReference.show(file);
        try {
            output.put(
                    "text",
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString());
        } catch (CharacterCodingException _) {
            output.put("base64", Base64.getEncoder().encodeToString(bytes));
        }
        return new Outcome.Succeeded(output);
    }

    private Outcome write(StepContext context) throws IOException {
        String owner = context.user(Permission.WRITE_FILES);
        byte[] bytes;
        try {
            bytes = context.config().has("text")
                    ? context.text("text").getBytes(StandardCharsets.UTF_8)
                    : Base64.getDecoder().decode(context.text("base64").replaceAll("\\s", ""));
        } catch (IllegalArgumentException e) {
            return new Outcome.Failed("file.base64", "'base64' holds no base64: " + e.getMessage(), false);
        }
        Long source = context.config().has("derived_from")
                ? Long.valueOf(FileReference.resolve(storage.files(), owner, context.value("derived_from"))
                        .id())
                : null;
        var order = new Files.Order(
                owner,
                context.text("name"),
                storage.settings().any(),
                new Provenance(source, context.runId(), null),
                Actor.of(owner));
        return new Outcome.Succeeded(FileReference.show(storage.files().store(order, new ByteArrayInputStream(bytes))));
    }

    private Outcome list(StepContext context) {
        int limit = Math.clamp(context.value("limit").asInt(100), 1, MOST_LISTED);
        var filter = new Files.Filter(context.user(Permission.READ_FILES), context.text("search"), false, false);
        ArrayNode files = Json.mapper().createArrayNode();
        storage.files().list(filter, 0, limit).items().forEach(file -> files.add(FileReference.show(file)));
        return new Outcome.Succeeded(Json.object().put("count", files.size()).set("files", files));
    }
}
