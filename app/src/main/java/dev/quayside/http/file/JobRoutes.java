package dev.quayside.http.file;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.quayside.base.Json;
import dev.quayside.base.Page;
import dev.quayside.base.Uuids;
import dev.quayside.document.Documents;
import dev.quayside.http.api.Listing;
import dev.quayside.http.api.ProgressView;
import dev.quayside.http.message.Fields;
import dev.quayside.http.message.HttpError;
import dev.quayside.http.message.Parameter;
import dev.quayside.http.message.Request;
import dev.quayside.http.message.Response;
import dev.quayside.http.server.ErrorStyle;
import dev.quayside.http.server.Route;
import dev.quayside.identity.Permission;
import dev.quayside.storage.Files;
import dev.quayside.workflow.job.Job;
import dev.quayside.workflow.job.Jobs;
import dev.quayside.workflow.job.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Operations on files as jobs: begun, asked for, cancelled; and what can be converted into what. Safe for several
/// threads.
public final class JobRoutes {
    private static final String TAG = "Files";
    private static final String WORDS =
            Arrays.stream(Operation.values()).map(Operation::word).collect(Collectors.joining(", "));
    private static final Parameter<Duration> WAIT = Parameter.span(
            "wait",
            Duration.ofMinutes(5),
            "Answer when the job has ended, or after this time: `10s`, `500ms`, at most 5 minutes");

    private static final Parameter<String> STATUS = Parameter.choice(
            "status", "Only those with this status", List.of("pending", "running", "completed", "failed", "cancelled"));

    private final Files files;
    private final Documents documents;
    private final Jobs jobs;

    public JobRoutes(Files files, Documents documents, Jobs jobs) {
        this.files = files;
        this.documents = documents;
        this.jobs = jobs;
    }

    /// What is to be done with a file.
    ///
    /// @param operation text, keywords, sentences, tonality or convert
    /// @param password what opens the file, if it is encrypted
    /// @param to for convert: the format to make
    /// @param keywords for sentences: what to look for
    /// @param limit for keywords: most of them
    public record Order(
            String operation,
            @Nullable String password,
            @Nullable String to,
            @Nullable List<String> keywords,
            @Nullable Integer limit) {
        public Order {
            keywords = keywords == null ? null : List.copyOf(keywords);
        }
    }

    /// A job; it is a run, and can be looked at as an execution too.
    ///
    /// @param status pending, running, completed, failed or cancelled
    /// @param progress how far it is, while it is under way and says so
    /// @param result as the step of the same name gives it
    public record Item(
            String id,
            String operation,
            long fileId,
            String status,
            Instant createdAt,
            @Nullable Instant endedAt,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            ProgressView progress,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            JsonNode result,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Failure error) {
        static Item of(Job job, @Nullable ProgressView progress) {
            return new Item(
                    job.id().toString(),
                    job.operation().word(),
                    job.file(),
                    job.status().word(),
                    job.created(),
                    job.ended(),
                    progress,
                    job.result(),
                    job.problem() == null
                            ? null
                            : new Failure(job.problem().code(), job.problem().detail()));
        }
    }

    /// A part of one's jobs, the newest first, without their results.
    public record Items(long total, List<Item> items, int skip, int limit) {
        public Items {
            items = List.copyOf(items);
        }
    }

    /// Why a job failed.
    public record Failure(String code, String detail) {}

    /// A pair of formats.
    ///
    /// @param means office (looks like the original) or java (plain, all of the text)
    public record Pair(String from, String to, String means, boolean available) {}

    /// All pairs.
    public record Pairs(List<Pair> conversions) {
        public Pairs {
            conversions = List.copyOf(conversions);
        }
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/api/v1/files/conversions")
                        .doc(TAG, "List what can be converted into what")
                        .needs(Permission.READ_FILES)
                        .errors(ErrorStyle.PROBLEM)
                        .answers(200, Pairs.class, "The pairs, also those that need LibreOffice where it is missing")
                        .handledBy(_ -> Response.json(200, pairs())),
                Route.post("/api/v1/files/{file_id}/jobs")
                        .doc(TAG, "Do something with a file")
                        .more("What can be done: " + WORDS
                                + ". The job is durable when the answer is sent; with `wait`,"
                                + " the answer comes when it has ended.")
                        .needs(Permission.WRITE_FILES)
                        .errors(ErrorStyle.PROBLEM)
                        .takes(WAIT)
                        .body(Order.class, Json.parse("{\"operation\": \"convert\", \"to\": \"pdf\"}"))
                        .answers(200, Item.class, "It has ended within `wait`")
                        .answers(202, Item.class, "It has begun")
                        .sends(202, "Location", "Where the job is")
                        .answers(404, "There is no such file")
                        .answers(429, "Too many documents are being worked on")
                        .handledBy(this::begin),
                list(Route.get("/api/v1/files/jobs")).errors(ErrorStyle.PROBLEM).handledBy(this::list),
                list(Route.get("/files/jobs"))
                        .account()
                        .errors(ErrorStyle.FILES)
                        .handledBy(this::list),
                one(Route.get("/api/v1/files/jobs/{job_id}"), "Show a job")
                        .needs(Permission.READ_FILES)
                        .errors(ErrorStyle.PROBLEM)
                        .takes(WAIT)
                        .handledBy(this::show),
                cancel(Route.delete("/api/v1/files/jobs/{job_id}"))
                        .errors(ErrorStyle.PROBLEM)
                        .handledBy(this::cancel),
                cancel(Route.delete("/files/jobs/{job_id}"))
                        .account()
                        .errors(ErrorStyle.FILES)
                        .handledBy(this::cancel),
                one(Route.get("/files/jobs/{job_id}"), "Show a job")
                        .account()
                        .needs(Permission.READ_FILES)
                        .errors(ErrorStyle.FILES)
                        .takes(WAIT)
                        .handledBy(this::show));
    }

    private static Route.Builder one(Route.Builder route, String line) {
        return route.doc(TAG, line)
                .answers(200, Item.class, "The job")
                .answers(404, "There is no such job among one's own");
    }

    private static Route.Builder cancel(Route.Builder route) {
        return route.doc(TAG, "Cancel a job")
                .needs(Permission.WRITE_FILES)
                .answers(202, Item.class, "It is told to stop")
                .answers(404, "There is no such job")
                .answers(409, "It has ended");
    }

    private static Route.Builder list(Route.Builder route) {
        return route.doc(TAG, "List one's jobs")
                .more("The newest first, without their results; ask for a job to see what came of it.")
                .needs(Permission.READ_FILES)
                .takes(STATUS, Listing.SKIP, Listing.LIMIT)
                .answers(200, Items.class, "The jobs");
    }

    private Response list(Request request) {
        Page<Job> page = jobs.list(
                request.requireCaller().user(),
                request.find(STATUS).orElse(null),
                request.get(Listing.SKIP),
                request.get(Listing.LIMIT));
        return Response.json(200, Listing.of(page, job -> Item.of(job, null)));
    }

    private Pairs pairs() {
        return new Pairs(documents.conversions().stream()
                .map(pair -> new Pair(
                        pair.from().extension(),
                        pair.to().extension(),
                        pair.means().name().toLowerCase(Locale.ROOT),
                        pair.available()))
                .toList());
    }

    private Response begin(Request request) throws InterruptedException {
        long id = FileIds.of(request);
        Fields fields = request.fields();
        String word = fields.text("operation");
        Optional<Operation> operation = Operation.find(word);
        if (fields.has("operation") && operation.isEmpty()) {
            fields.refuse("operation", "expected one of " + WORDS);
        }
        fields.check();
        if (files.find(request.requireCaller().user(), id).isEmpty()) {
            throw FileRoutes.unknown(id);
        }
        ObjectNode inputs = Json.object().put("file", id);
        for (String option : operation.orElseThrow().options()) {
            if (fields.has(option)) {
                inputs.set(option, fields.raw(option));
            }
        }
        String password = fields.textOrNull("password");
        if (password != null) {
            inputs.put("password", password);
        }
        fields.check();
        Job job = jobs.begin(operation.get(), inputs, request.actor());
        Optional<Duration> wait = request.find(WAIT);
        Job now = wait.isPresent() ? jobs.await(job, wait.get()) : job;
        return now.status().ended() && wait.isPresent()
                ? Response.json(200, Item.of(now, null))
                : accepted(now, "/api/v1/files/jobs/" + job.id());
    }

    /// Whether a client would rather ask later. Source: RFC 7240, section 4.1.
    static boolean wantsJob(Request request) {
        return request.headers().all("Prefer").stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .anyMatch(preference -> preference.strip().equalsIgnoreCase("respond-async"));
    }

    /// @param path where the job is for whoever began it
    static Response accepted(Job job, String path) {
        return Response.json(202, Item.of(job, null)).with("Location", path);
    }

    private Response show(Request request) throws InterruptedException {
        Job job = require(request);
        Optional<Duration> wait = request.find(WAIT);
        Job now = wait.isPresent() ? jobs.await(job, wait.get()) : job;
        return Response.json(
                200, Item.of(now, jobs.work(now).map(ProgressView::of).orElse(null)));
    }

    private Response cancel(Request request) {
        Job job = require(request);
        if (!jobs.cancel(job.owner(), job.id(), request.actor())) {
            throw new HttpError(409, "job.ended", "The job has ended");
        }
        return Response.json(202, Item.of(require(request), null));
    }

    private Job require(Request request) {
        String given = request.variable("job_id");
        return Uuids.find(given)
                .flatMap(id -> jobs.find(request.requireCaller().user(), id))
                .orElseThrow(() -> new HttpError(404, "job.unknown", "There is no job " + given + " among yours"));
    }
}
