package dev.quayside.http.file;

import dev.quayside.base.Json;
import dev.quayside.base.Problem;
import dev.quayside.document.Documents;
import dev.quayside.document.format.Format;
import dev.quayside.http.auth.Connections;
import dev.quayside.http.message.Fields;
import dev.quayside.http.message.Request;
import dev.quayside.http.message.Response;
import dev.quayside.http.server.ErrorStyle;
import dev.quayside.http.server.Route;
import dev.quayside.identity.Permission;
import dev.quayside.storage.Storage;
import dev.quayside.storage.StoredFile;
import dev.quayside.workflow.decider.RunStatus;
import dev.quayside.workflow.job.Job;
import dev.quayside.workflow.job.Jobs;
import dev.quayside.workflow.job.Operation;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The operations of the File Processing API: convert, find sentences, judge the tone. Each is a job that the
/// answer waits for, half a minute at most. Safe for several threads.
public final class OperationRoutes {
    private static final String TAG = "File processing";
    private static final int MOST_KEYWORDS = 1_000;

    /// When it may be worth asking again of a queue that could not be used.
    private static final String QUEUE_BACK_SECONDS = "10";

    private final Storage storage;
    private final Documents documents;
    private final boolean elsewhere;
    private final Jobs jobs;
    private final LinkMaker links;

    /// @param elsewhere whether workers convert, who may have what is missing here
    public OperationRoutes(
            Storage storage, Documents documents, boolean elsewhere, Jobs jobs, Connections connections) {
        this.storage = storage;
        this.documents = documents;
        this.elsewhere = elsewhere;
        this.jobs = jobs;
        this.links = new LinkMaker(storage, connections);
    }

    /// What is to be converted.
    ///
    /// @param s3Key of the file
    /// @param formatFrom what its name says it is, as `docx`
    public record ConvertOrder(String s3Key, String formatFrom, String formatTo) {}

    /// Where sentences are to be found.
    ///
    /// @param keywords each of which must have a word like it in the sentence
    public record ParseOrder(String s3Key, List<String> keywords) {}

    /// What is to be judged.
    public record ToneOrder(String s3Key) {}

    public List<Route> routes() {
        return List.of(
                operation("/files/convert", "Convert a file")
                        .more("The file stays; the one made of it is added. `GET /api/v1/files/conversions` lists what"
                                + " can be made of what.")
                        .body(
                                ConvertOrder.class,
                                Json.parse("{\"s3_key\": \"0b9…_report.docx\", \"format_from\": \"docx\","
                                        + " \"format_to\": \"pdf\"}"))
                        .answers(201, "application/json", "A link to the new file, and its key")
                        .handledBy(this::convert),
                operation("/files/parse-file", "Find the sentences of a file with all of some words")
                        .body(
                                ParseOrder.class,
                                Json.parse("{\"s3_key\": \"0b9…_report.docx\", \"keywords\": [\"invoice\"]}"))
                        .answers(200, "application/json", "The sentences")
                        .handledBy(this::parse),
                operation("/files/tonality-analysis", "Judge the tone of a file")
                        .body(ToneOrder.class, Json.parse("{\"s3_key\": \"0b9…_review.txt\"}"))
                        .answers(201, "application/json", "How positive and how subjective it is, in figures and words")
                        .handledBy(this::judge));
    }

    private static Route.Builder operation(String path, String line) {
        return Route.post(path)
                .doc(TAG, line)
                .account()
                .needs(Permission.WRITE_FILES)
                .errors(ErrorStyle.FILES)
                .answers(202, "application/json", "With `Prefer: respond-async`: the job, to be asked for")
                .answers(400, "application/json", "There is no such file, or this cannot be done with it")
                .answers(429, "Too many documents are being worked on")
                .answers(500, "application/json", "It failed; the message says why")
                .answers(504, "application/json", "It takes longer than 30 seconds; the job goes on");
    }

    private Response convert(Request request) throws InterruptedException {
        Fields fields = request.fields();
        String key = fields.text("s3_key");
        String from = fields.text("format_from");
        String to = fields.text("format_to");
        fields.check();
        Optional<StoredFile> file = find(request, key);
        if (file.isEmpty()) {
            return missing();
        }
        Optional<String> refusal = refusal(file.get(), from, to);
        if (refusal.isPresent()) {
            return Response.json(
                    400, Json.object().put("message", refusal.get()).put("detail", refusal.get()));
        }
        ObjectNode inputs = inputs(file.get()).put("to", to).put("from", from);
        return run(request, Operation.CONVERT, inputs, 201, (job, result) -> {
            StoredFile made = storage.files()
                    .find(job.owner(), result.path("id").asLong())
                    .orElseThrow(() -> FileRoutes.unknown(result.path("id").asLong()));
            return Json.object()
                    .put("file_url", links.link(request, made).toString())
                    .put("new_s3_key", made.key().value())
                    .put("status", "success")
                    .putNull("message")
                    .put("id", made.id());
        });
    }

    /// Why a conversion cannot be begun.
    private Optional<String> refusal(StoredFile file, String from, String to) {
        Optional<Format> named = Format.ofFileName(file.name().value());
        Optional<Format> source = Format.find(from);
        Optional<Format> target = Format.find(to);
        if (source.isEmpty() || target.isEmpty()) {
            return Optional.of("Unsupported file format");
        }
        if (!named.equals(source)) {
            return Optional.of("The file is no " + source.get().extension() + " by its name");
        }
        boolean known = documents.conversions().stream()
                .filter(pair -> elsewhere || pair.available())
                .anyMatch(pair -> pair.from() == source.get() && pair.to() == target.get());
        return known
                ? Optional.empty()
                : Optional.of("Unsupported file format: " + source.get().extension() + " cannot be converted to "
                        + target.get().extension() + " here");
    }

    private Response parse(Request request) throws InterruptedException {
        Fields fields = request.fields();
        String key = fields.text("s3_key");
        if (!fields.has("keywords")) {
            fields.violation("keywords", "Field required", "missing");
        }
        JsonNode keywords = fields.listIfAny("keywords");
        if (keywords.valueStream().anyMatch(keyword -> !keyword.isString())) {
            fields.violation("keywords", "Input should be a valid string", "string_type");
        }
        if (keywords.size() > MOST_KEYWORDS) {
            fields.refuse("keywords", "at most " + MOST_KEYWORDS + " are looked for at once");
        }
        fields.check();
        Optional<StoredFile> file = find(request, key);
        if (file.isEmpty()) {
            return missing();
        }
        ObjectNode inputs = inputs(file.get());
        inputs.set("keywords", keywords);
        return run(
                request,
                Operation.SENTENCES,
                inputs,
                200,
                (job, result) -> Json.object()
                        .put("count", result.path("count").asInt())
                        .set("sentences", result.path("sentences"))
                        .put("s3_key", key)
                        .put("status", "success"));
    }

    private Response judge(Request request) throws InterruptedException {
        Fields fields = request.fields();
        String key = fields.text("s3_key");
        fields.check();
        Optional<StoredFile> file = find(request, key);
        return file.isEmpty()
                ? missing()
                : run(request, Operation.TONALITY, inputs(file.get()), 201, (job, result) -> {
                    ObjectNode answer = Json.object().put("s3_key", key);
                    result.properties().stream()
                            .filter(field -> !field.getKey().equals("file")
                                    && !field.getKey().equals("key"))
                            .forEach(field -> answer.set(field.getKey(), field.getValue()));
                    return answer.put("status", "success");
                });
    }

    private static ObjectNode inputs(StoredFile file) {
        return Json.object().put("file", file.id());
    }

    /// Turns what a job found into the answer.
    private interface Shape {
        ObjectNode of(Job job, JsonNode result);
    }

    private Response run(Request request, Operation operation, ObjectNode inputs, int status, Shape shape)
            throws InterruptedException {
        Job job = jobs.begin(operation, inputs, request.actor());
        if (JobRoutes.wantsJob(request)) {
            return JobRoutes.accepted(job, "/files/jobs/" + job.id());
        }
        Job ended = jobs.await(job);
        JsonNode result = ended.result();
        if (ended.status() == RunStatus.COMPLETED && result != null) {
            return Response.json(
                    status, shape.of(ended, result).put("job_id", job.id().toString()));
        }
        return ended.status().ended() ? failed(ended) : late(ended);
    }

    private static Response failed(Job job) {
        Problem problem = job.problem();
        ObjectNode body = Json.object().put("message", "An error occurred while processing file");
        boolean away = problem != null && problem.code().equals("queue.unavailable");
        if (away) {
            body.putObject("message").put("success", false).put("message", "Failed to enqueue task in SQS");
        }
        Response failed = Response.json(
                500,
                body.put("status", "failed")
                        .put("detail", problem == null ? "The job was cancelled" : problem.detail())
                        .put("code", problem == null ? "run.cancelled" : problem.code())
                        .put("job_id", job.id().toString()));
        return away ? failed.with("Retry-After", QUEUE_BACK_SECONDS) : failed;
    }

    private static Response late(Job job) {
        return Response.json(
                        504,
                        Json.object()
                                .put("message", "Timeout while waiting for analysis result")
                                .put("job_id", job.id().toString()))
                .with("Location", "/files/jobs/" + job.id());
    }

    private Optional<StoredFile> find(Request request, String key) {
        return storage.files().find(request.requireCaller().user(), key).filter(file -> file.removed() == null);
    }

    private static Response missing() {
        return Response.json(
                400, Json.object().put("message", "File does not exist").put("detail", "File does not exist"));
    }
}
