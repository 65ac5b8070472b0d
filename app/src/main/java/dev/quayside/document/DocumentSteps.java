package dev.quayside.document;

import dev.quayside.base.Json;
import dev.quayside.base.ProblemException;
import dev.quayside.database.Database;
import dev.quayside.document.format.Format;
import dev.quayside.document.text.DocumentText;
import dev.quayside.identity.Permission;
import dev.quayside.step.ConfigKey;
import dev.quayside.step.ConfigKey.Kind;
import dev.quayside.step.Outcome;
import dev.quayside.step.Step;
import dev.quayside.step.StepContext;
import dev.quayside.step.StepType;
import dev.quayside.storage.FileReference;
import dev.quayside.storage.Storage;
import dev.quayside.storage.StoredFile;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The steps `document.text`, `document.keywords`, `document.sentences`, `document.tonality` and `document.convert`, on
/// files of whoever the run works for. Safe for several threads.
///
/// The same question about the same content is answered from memory.
public final class DocumentSteps {
    private static final Duration TIMEOUT = Duration.ofMinutes(5);
    private static final int MOST_KEYWORDS = 100;
    private static final ConfigKey FILE = ConfigKey.required("file", Kind.ANY, FileReference.SUMMARY);
    private static final ConfigKey FILE_IF_ANY = ConfigKey.optional("file", Kind.ANY, FileReference.SUMMARY);
    private static final ConfigKey TEXT = ConfigKey.optional("text", Kind.TEXT, "A text, instead of a file.");
    private static final ConfigKey PASSWORD =
            ConfigKey.optional("password", Kind.TEXT, "What opens the file, if it is encrypted.");

    private final Storage storage;
    private final WorkFiles work;
    private final SealedPasswords passwords;
    private final ConvertStep convert;
    private final Results results;
    private final TextModels models = new TextModels();

    public DocumentSteps(
            Database database, Storage storage, Documents documents, SealedPasswords passwords, InstantSource clock) {
        this.storage = storage;
        this.work = new WorkFiles(storage.files(), documents);
        this.passwords = passwords;
        this.results = new Results(database, clock);
        this.convert = new ConvertStep(storage, documents, work, passwords, results);
    }

    /// The step types, for the catalogue.
    public List<StepType> types() {
        return List.of(
                type(
                        "document.text",
                        "Reads the text of a document of any known format.",
                        this::text,
                        FILE,
                        PASSWORD,
                        ConfigKey.optional(
                                "blocks", Kind.FLAG, "Whether its paragraphs, rows and pages are told too.")),
                type(
                        "document.keywords",
                        "Finds the words and phrases that say what a document is about.",
                        this::keywords,
                        FILE_IF_ANY,
                        TEXT,
                        PASSWORD,
                        ConfigKey.optional("limit", Kind.NUMBER, "Most keywords, up to 100; 10 by default.")),
                type(
                        "document.sentences",
                        "Finds the sentences in which every keyword has a word much like it.",
                        this::sentences,
                        FILE_IF_ANY,
                        TEXT,
                        PASSWORD,
                        ConfigKey.required("keywords", Kind.LIST, "The words to look for.")),
                type(
                        "document.tonality",
                        "Judges how positive and how subjective a document is, and each of its sentences.",
                        this::tonality,
                        FILE_IF_ANY,
                        TEXT,
                        PASSWORD),
                type(
                        "document.convert",
                        "Makes a file of another format out of a document.",
                        convert::run,
                        FILE,
                        PASSWORD,
                        ConfigKey.required("to", Kind.TEXT, "The format to make, as pdf."),
                        ConfigKey.optional("from", Kind.TEXT, "The format that the file's name must have.")));
    }

    private static StepType type(String name, String summary, Step step, ConfigKey... keys) {
        return new StepType(
                name,
                summary,
                List.of(keys),
                TIMEOUT,
                (config, report) -> {
                    boolean takesText = List.of(keys).contains(TEXT);
                    if (takesText && config.has("file") == config.has("text")) {
                        report.error("", "needs exactly one of 'file' and 'text'");
                    }
                },
                guarded(step));
    }

    private static Step guarded(Step step) {
        return context -> {
            try {
                return step.run(context);
            } catch (ProblemException e) {
                return new Outcome.Failed(e.problem(), Troubles.mayPass(e));
            }
        };
    }

    private StoredFile file(StepContext context) {
        return FileReference.resolve(storage.files(), context.user(Permission.READ_FILES), context.value("file"));
    }

    private DocumentText read(StepContext context, StoredFile file) throws IOException, InterruptedException {
        context.log("Reading " + file.name().value() + " (" + file.size() + " bytes)");
        return work.text(file, new DocumentOptions(passwords.of(context), Optional.empty()), context::progress);
    }

    private Outcome text(StepContext context) throws IOException, InterruptedException {
        StoredFile file = file(context);
        DocumentText text = read(context, file);
        ObjectNode output = Json.object()
                .put("text", text.plain())
                .put("format", text.format().extension())
                .put("language", models.languages().of(text.plain()).code())
                .put("truncated", text.truncated());
        if (context.value("blocks").asBoolean(false)) {
            output.set("blocks", text.toJson().path("blocks"));
        }
        return new Outcome.Succeeded(output);
    }

    /// Something made of a text.
    private interface Reading {
        /// @param parts each of which stands for itself
        ObjectNode of(List<String> parts);
    }

    /// Answers a question about a text, or about a file: from memory if it was asked before.
    private Outcome answer(StepContext context, String operation, ObjectNode options, Reading reading)
            throws IOException, InterruptedException {
        if (context.config().has("text")) {
            return new Outcome.Succeeded(reading.of(List.of(context.text("text"))));
        }
        StoredFile file = file(context);
        boolean secret = passwords.of(context).isPresent();
        Results.Question question = Results.Question.of(file, operation, options, secret);
        ObjectNode answer = results.inTurn(question, () -> {
            Optional<ObjectNode> known = results.find(question);
            if (known.isPresent()) {
                context.log("The same was asked before; answered from memory");
                return known.get();
            }
            ObjectNode found = reading.of(parts(read(context, file)));
            results.keep(question, found);
            return found;
        });
        return new Outcome.Succeeded(
                answer.put("file", file.id()).put("key", file.key().value()));
    }

    /// As the File Processing API cuts texts: by paragraphs where the format has them, by pages of a PDF, else not at
    /// all. Tables and margins are left out where there are paragraphs.
    static List<String> parts(DocumentText text) {
        if (text.format().family() == Format.Family.PLAIN) {
            return List.of(text.plain());
        }
        List<String> parts = new ArrayList<>();
        List<String> rows = new ArrayList<>();
        text.blocks().forEach(block -> {
            switch (block.kind()) {
                case HEADING, PARAGRAPH, ITEM, PAGE -> parts.add(block.text());
                case ROW -> rows.add(block.text());
                case MARGIN -> {}
            }
        });
        return parts.isEmpty() ? rows : parts;
    }

    private Outcome keywords(StepContext context) throws IOException, InterruptedException {
        int limit = Math.clamp(context.value("limit").asInt(10), 1, MOST_KEYWORDS);
        return answer(context, "keywords", Json.object().put("limit", limit), parts -> {
            String text = String.join("\n\n", parts);
            ObjectNode answer =
                    Json.object().put("language", models.languages().of(text).code());
            ArrayNode list = answer.putArray("keywords");
            models.keywords()
                    .of(text, limit)
                    .forEach(keyword -> list.addObject()
                            .put("phrase", keyword.phrase())
                            .put("score", keyword.score())
                            .put("count", keyword.count()));
            return answer;
        });
    }

    private Outcome sentences(StepContext context) throws IOException, InterruptedException {
        JsonNode wanted = context.value("keywords");
        List<String> keywords =
                wanted.valueStream().map(keyword -> keyword.asString("")).toList();
        return answer(
                context,
                "sentences",
                Json.object().set("keywords", wanted),
                parts -> SentenceSearch.of(keywords, parts, context::progress));
    }

    private Outcome tonality(StepContext context) throws IOException, InterruptedException {
        return answer(
                context,
                "tonality",
                Json.object(),
                parts -> ToneAnswer.of(models.tonality().judge(String.join("\n\n", parts), context::progress)));
    }
}
