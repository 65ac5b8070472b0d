package dev.quayside.http.hook;

import dev.quayside.base.Json;
import dev.quayside.document.queue.Callbacks;
import dev.quayside.document.queue.Report;
import dev.quayside.document.queue.SentWork;
import dev.quayside.document.queue.WebhookSecret;
import dev.quayside.document.queue.Work;
import dev.quayside.http.message.Body;
import dev.quayside.http.message.Fields;
import dev.quayside.http.message.HttpError;
import dev.quayside.http.message.Parameter;
import dev.quayside.http.message.Request;
import dev.quayside.http.message.Response;
import dev.quayside.http.server.ErrorStyle;
import dev.quayside.http.server.Route;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Where workers post what came of their work, as the File Processing API has it. Safe for several threads.
///
/// A caller shows the token of its job, which stands in the address that the message gave; or the secret that is
/// shared with workers who do not keep that address as it is, and is then believed which file it is about.
public final class WebhookRoutes {
    private static final String TAG = "Web hooks";
    private static final Parameter<String> TOKEN = Parameter.text("token", "Of the job, as the message had it");
    private static final List<String> FIGURES = List.of("polarity", "subjectivity", "objective_sentiment_score");
    private static final List<String> WORDS = List.of(
            "polarity_status",
            "polarity_description",
            "subjectivity_status",
            "subjectivity_description",
            "objective_sentiment_status",
            "objective_sentiment_description");

    /// What our own workers tell besides.
    private static final List<String> MORE = List.of("language", "words", "sentences");

    private final Callbacks callbacks;
    private final WebhookSecret secret;
    private final InstantSource clock;

    public WebhookRoutes(Callbacks callbacks, WebhookSecret secret, InstantSource clock) {
        this.callbacks = callbacks;
        this.secret = secret;
        this.clock = clock;
    }

    /// That a file was converted.
    ///
    /// @param newS3Key where it lies
    /// @param status success, or anything else for a failure
    /// @param message why it failed
    public record Converted(
            @Nullable String fileUrl,
            @Nullable String newS3Key,
            String status,
            @Nullable String message) {}

    /// The sentences that were found.
    public record Parsed(
            @Nullable Integer count,
            @Nullable List<String> sentences,
            @Nullable String s3Key,
            String status,
            @Nullable String message) {}

    /// The tone of a file.
    public record Judged(
            @Nullable String s3Key,
            @Nullable Double polarity,
            @Nullable Double subjectivity,
            @Nullable Double objectiveSentimentScore,
            @Nullable String polarityStatus,
            @Nullable String polarityDescription,
            @Nullable String subjectivityStatus,
            @Nullable String subjectivityDescription,
            @Nullable String objectiveSentimentStatus,
            @Nullable String objectiveSentimentDescription,
            String status,
            @Nullable String message) {}

    public List<Route> routes() {
        return List.of(
                hook(Work.CONVERT, "Take a file that a worker converted", Converted.class),
                hook(Work.SENTENCES, "Take sentences that a worker found", Parsed.class),
                hook(Work.TONALITY, "Take the tone that a worker found", Judged.class));
    }

    private Route hook(Work work, String line, Class<?> body) {
        return Route.post(work.path())
                .doc(TAG, line)
                .more(
                        "The caller shows the `token` of the address that it was given, the secret in `X-Webhook-Secret`, or"
                                + " `X-Webhook-Timestamp` and `X-Webhook-Signature`.")
                .open()
                .errors(ErrorStyle.FILES)
                .takes(TOKEN)
                .body(body, null)
                .answers(200, "application/json", "It is kept; also if it was before")
                .answers(204, "The failure is noted")
                .answers(401, "Neither the token nor the secret is good, or the signature was used before")
                .answers(404, "application/json", "Nothing of that kind is waited for")
                .answers(409, "application/json", "It is not waited for any more")
                .answers(422, "Something is missing")
                .handledBy(request -> take(work, request));
    }

    private Response take(Work work, Request request) {
        String text = request.text();
        Optional<String> token = request.find(TOKEN);
        if (token.isPresent()) {
            SentWork sent = callbacks.find(token.get()).orElseThrow(WebhookRoutes::forged);
            return take(work, request, text, fields -> Optional.of(sent).filter(known -> isAbout(known, work, fields)));
        }
        if (showsSecret(request)) {
            return take(work, request, text, fields -> find(work, fields));
        }
        String signature = signature(request, text).orElseThrow(WebhookRoutes::forged);
        return callbacks
                .once(signature, clock.instant(), () -> take(work, request, text, fields -> find(work, fields)))
                .orElseThrow(() -> new HttpError(
                        401, "webhook.replayed", "This signature was used before; sign every request for itself"));
    }

    private Response take(Work work, Request request, String text, Function<Fields, Optional<SentWork>> whose) {
        Fields fields =
                request.with(Body.of(text.getBytes(StandardCharsets.UTF_8))).fields();
        Report report = report(work, fields);
        return whose.apply(fields)
                .map(sent -> answer(work, callbacks.take(sent, report)))
                .orElseGet(WebhookRoutes::unknown);
    }

    /// Whether a body says nothing else than its token: a worker that mixes up its jobs is not believed.
    private static boolean isAbout(SentWork sent, Work work, Fields fields) {
        return sent.work() == work
                && List.of("", sent.key()).contains(fields.raw("s3_key").asString(""))
                && List.of("", sent.run()).contains(fields.raw("job_id").asString(""));
    }

    private static HttpError forged() {
        return new HttpError(401, "webhook.unauthenticated", "Neither the token nor the secret is good");
    }

    private boolean showsSecret(Request request) {
        return request.headers()
                .find("X-Webhook-Secret")
                .filter(secret::isShown)
                .isPresent();
    }

    /// The signature, if it is good.
    private Optional<String> signature(Request request, String body) {
        String timestamp = request.headers().find("X-Webhook-Timestamp").orElse("");
        return request.headers()
                .find("X-Webhook-Signature")
                .filter(signature -> secret.hasSigned(body, timestamp, signature, clock.instant()));
    }

    private Optional<SentWork> find(Work work, Fields fields) {
        String key = fields.raw("s3_key").asString("");
        if (!key.isEmpty()) {
            return callbacks.findByKey(work, key);
        }
        String made = fields.raw("new_s3_key").asString("");
        return work == Work.CONVERT && !made.isEmpty() ? callbacks.findByResult(made) : Optional.empty();
    }

    private static Report report(Work work, Fields fields) {
        String status = fields.textOrNull("status");
        if (!"success".equals(status)) {
            if (status == null && !fields.has("error")) {
                fields.violation("status", "Field required", "missing");
            }
            fields.check();
            String message = fields.raw("message").asString(fields.raw("error").asString("A worker failed"));
            return new Report.Failure(fields.raw("code").asString(""), message);
        }
        Report report =
                switch (work) {
                    case CONVERT -> new Report.Converted(fields.text("new_s3_key"));
                    case SENTENCES -> sentences(fields);
                    case TONALITY -> tone(fields);
                };
        fields.check();
        return report;
    }

    private static Report sentences(Fields fields) {
        if (!fields.has("sentences")) {
            fields.violation("sentences", "Field required", "missing");
        }
        JsonNode sentences = fields.listIfAny("sentences");
        if (sentences.valueStream().anyMatch(sentence -> !sentence.isString())) {
            fields.violation("sentences", "Input should be a valid string", "string_type");
        }
        ObjectNode answer = Json.object().put("count", sentences.size());
        answer.set("sentences", sentences);
        return new Report.Found(answer);
    }

    private static Report tone(Fields fields) {
        ObjectNode answer = Json.object();
        for (String name : FIGURES) {
            if (!fields.raw(name).isNumber()) {
                fields.violation(name, "Input should be a valid number", "float_type");
            }
            answer.set(name, fields.raw(name));
        }
        WORDS.forEach(name -> answer.put(name, fields.textOrNull(name)));
        MORE.stream().filter(fields::has).forEach(name -> answer.set(name, fields.raw(name)));
        return new Report.Found(answer);
    }

    private static Response answer(Work work, Callbacks.Taken taken) {
        return switch (taken) {
            case WELL ->
                Response.json(
                        200,
                        Json.object()
                                .put(
                                        "message",
                                        switch (work) {
                                            case CONVERT -> "File updated successfully";
                                            case SENTENCES -> "Parsing result cached";
                                            case TONALITY -> "Tonality analysis result cached";
                                        }));
            case BADLY -> Response.empty(204);
            case LATE -> refusal(409, "Job has ended", "Nobody waits for this result any more");
        };
    }

    private static Response unknown() {
        return refusal(404, "File not found", "No job of this kind waits for this file");
    }

    private static Response refusal(int status, String error, String detail) {
        return Response.json(status, Json.object().put("error", error).put("detail", detail));
    }
}
