package dev.quayside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.config.Secret;
import dev.quayside.document.queue.WebhookSecret;
import dev.quayside.document.queue.Worker;
import dev.quayside.testing.Await;
import dev.quayside.testing.ChildJvm;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Documents that are worked on by workers that take them from a queue, our own and others; each job ends once.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RemoteWorkTest {
    private static final String REVIEW = "I love this wonderful product! The invoice was late.";

    private RemoteWorkPlace place;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        place = new RemoteWorkPlace(folder);
    }

    @AfterAll
    void stop() {
        if (place != null) {
            place.close();
        }
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        place.settle();
    }

    @Test
    void eachOperationGoesThroughAWorkerAndComesBackAsIfItWereDoneHere() throws Exception {
        RemoteWorkPlace.Stored file = place.upload("a review.txt", REVIEW);

        try (Worker _ = place.worker()) {
            JsonNode converted = place.ended(place.begin(file, "{'operation': 'convert', 'to': 'docx'}"));
            JsonNode parsed = place.ended(place.begin(file, "{'operation': 'sentences', 'keywords': ['invoice']}"));
            JsonNode judged = place.ended(place.begin(file, "{'operation': 'tonality'}"));
            JsonNode here = place.ended(place.begin(file, "{'operation': 'keywords'}"));
            place.queueIsEmpty();

            assertThat(converted.path("result").path("name").asString()).isEqualTo("a review.docx");
            assertThat(converted.path("result").path("converted").asBoolean()).isTrue();
            assertThat(parsed.path("result").path("sentences").path(0).asString())
                    .isEqualTo("The invoice was late.");
            assertThat(parsed.path("result").path("count").asInt()).isEqualTo(1);
            assertThat(parsed.path("result").path("key").asString()).isEqualTo(file.key());
            assertThat(judged.path("result").path("polarity").asDouble()).isPositive();
            assertThat(judged.path("result").path("polarity_status").asString()).isNotEmpty();
            assertThat(judged.path("result").path("sentences").size()).isEqualTo(2);
            assertThat(here.path("status").asString()).isEqualTo("completed");
        }
        assertThat(place.made(file)).isEqualTo(1);
        try (Stream<String> objects = place.objects()) {
            assertThat(objects.filter(name -> name.endsWith("_a_review.docx")))
                    .as("the worker's object is gone, the catalogue's is there")
                    .hasSize(1);
        }
    }

    @Test
    void theMessageIsTheOneThatOtherWorkersKnow() throws Exception {
        RemoteWorkPlace.Stored file = place.upload("plain.txt", REVIEW);
        String job = place.begin(file, "{'operation': 'convert', 'to': 'docx'}");

        JsonNode message = place.take();

        assertThat(message.propertyNames())
                .containsExactlyInAnyOrder("s3_key", "format_from", "format_to", "callback_url", "job_id");
        assertThat(message.path("s3_key").asString()).isEqualTo(file.key());
        assertThat(message.path("format_from").asString()).isEqualTo("txt");
        assertThat(job).endsWith(message.path("job_id").asString());
        assertThat(message.path("callback_url").asString())
                .startsWith(place.relay.address() + "/webhooks/converter-webhook?token=");
        assertThat(place.callback(message, "{'message': 'Internal error', 'status': 'error'}")
                        .status())
                .isEqualTo(204);
        JsonNode failed = place.ended(job);
        assertThat(failed.path("error").path("code").asString()).isEqualTo("queue.worker-failed");
        assertThat(failed.path("error").path("detail").asString()).isEqualTo("Internal error");
    }

    @Test
    void aWorkerThatIsKilledLeavesItsWorkToAnother() throws Exception {
        RemoteWorkPlace.Stored file = place.upload("killed.txt", REVIEW);
        RemoteWorkPlace.Held held = place.hold();
        String job = place.begin(file, "{'operation': 'convert', 'to': 'docx'}");
        String data = place.settingsOfAWorker().toString();
        try (ChildJvm first = ChildJvm.start(Main.class, "worker", "--data", data)) {
            held.await();
            first.kill();
        }
        place.relay.mood(HookRelay.Mood.LOSES_CALLS); // what it said is lost with it
        place.relay.mood(HookRelay.Mood.KIND);

        try (Worker _ = place.worker()) {
            assertThat(place.ended(job).path("status").asString()).isEqualTo("completed");
            place.queueIsEmpty();
        }
        assertThat(place.made(file)).isEqualTo(1);
    }

    @Test
    void aWorkerThatIsToldToStopGivesBackWhatItWorksOn() throws Exception {
        RemoteWorkPlace.Stored file = place.upload("given back.txt", REVIEW);
        RemoteWorkPlace.Held held = place.hold();
        String job = place.begin(file, "{'operation': 'tonality'}");
        try (Worker _ = place.worker(Duration.ofMinutes(10))) {
            held.await();
        }

        Await.until("anybody may have the message", () -> place.sqs.visible(place.queue) == 1);
        place.relay.mood(HookRelay.Mood.KIND);
        try (Worker _ = place.worker()) {
            assertThat(place.ended(job).path("status").asString()).isEqualTo("completed");
            place.queueIsEmpty();
        }
    }

    @Test
    void anAnswerThatIsLostMakesNoSecondFile() throws Exception {
        RemoteWorkPlace.Stored file = place.upload("lost.txt", REVIEW);
        place.relay.mood(HookRelay.Mood.LOSES_ANSWERS);
        int before = place.relay.answers().size();
        String job = place.begin(file, "{'operation': 'convert', 'to': 'docx'}");

        try (Worker _ = place.worker()) {
            assertThat(place.ended(job).path("status").asString()).isEqualTo("completed");
            Await.until("it is reported again", () -> place.relay.answers().size() >= before + 2);
            place.relay.mood(HookRelay.Mood.KIND);
            place.queueIsEmpty();
        }
        assertThat(place.relay.answers().subList(before, place.relay.answers().size()))
                .containsOnly(200);
        assertThat(place.made(file)).isEqualTo(1);
    }

    @Test
    void duplicatesAtOnceAndAFailureAfterwardsChangeNothing() throws Exception {
        RemoteWorkPlace.Stored file = place.upload("often.txt", REVIEW);
        String job = place.begin(file, "{'operation': 'convert', 'to': 'html'}");
        JsonNode message = place.take();
        String made = file.key().replaceAll("[.]txt$", ".html");
        place.put(made, "made by somebody else");
        String report = "{'file_url': 'http://bucket/x', 'new_s3_key': '%s', 'status': 'success'}".formatted(made);

        List<Integer> statuses = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> posts = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                posts.add(() -> place.callback(message, report).status());
            }
            for (Future<Integer> status : threads.invokeAll(posts)) {
                statuses.add(status.get());
            }
        }

        assertThat(statuses).containsOnly(200);
        JsonNode ended = place.ended(job);
        assertThat(ended.path("result").path("name").asString()).isEqualTo("often.html");
        assertThat(place.callback(message, "{'message': 'Internal error', 'status': 'error'}")
                        .status())
                .isEqualTo(204);
        assertThat(place.callback(message, report).json().path("message").asString())
                .isEqualTo("File updated successfully");
        assertThat(place.made(file)).isEqualTo(1);
        assertThat(place.job(job)).isEqualTo(ended);
    }

    @Test
    void aJobThatWasCancelledTakesNothingAnyMore() throws Exception {
        RemoteWorkPlace.Stored file = place.upload("late.txt", REVIEW);
        String job = place.begin(file, "{'operation': 'sentences', 'keywords': ['x']}");
        JsonNode message = place.take();
        assertThat(place.server.send(place.server.at(job).DELETE()).status()).isBetween(200, 204);
        assertThat(place.ended(job).path("status").asString()).isEqualTo("cancelled");

        TestServer.Answer late = place.callback(message, "{'count': 0, 'sentences': [], 'status': 'success'}");

        assertThat(late.status()).isEqualTo(409);
        assertThat(late.json().path("error").asString()).isEqualTo("Job has ended");
        assertThat(place.job(job).path("status").asString()).isEqualTo("cancelled");
    }

    @Test
    void onlyWhoKnowsTheTokenOrTheSecretIsHeard() throws Exception {
        RemoteWorkPlace.Stored file = place.upload("secret.txt", REVIEW);
        String job = place.begin(file, "{'operation': 'sentences', 'keywords': ['invoice']}");
        JsonNode message = place.take();
        String hook = "/webhooks/parser-webhook";
        String token = URI.create(message.path("callback_url").asString()).getQuery();
        String body = "{\"count\": 1, \"sentences\": [\"mine\"], \"s3_key\": \"%s\", \"status\": \"success\"}"
                .formatted(file.key());
        String now = Long.toString(InstantSource.system().instant().getEpochSecond());
        String old = Long.toString(InstantSource.system().instant().getEpochSecond() - 301);
        WebhookSecret secret = new WebhookSecret(new Secret(RemoteWorkPlace.SECRET));

        assertThat(place.post(hook, body, Map.of()).status()).isEqualTo(401);
        assertThat(place.post(hook + "?" + token + "x", body, Map.of()).status())
                .isEqualTo(401);
        assertThat(place.post(hook, body, Map.of("X-Webhook-Secret", "a guess")).status())
                .isEqualTo(401);
        assertThat(place.post(hook, body, signed(secret.sign(body, old), old)).status())
                .isEqualTo(401);
        assertThat(place.post(hook, body, signed(secret.sign(body, old), now)).status())
                .isEqualTo(401);
        assertThat(place.post(hook, body + " ", signed(secret.sign(body, now), now))
                        .status())
                .isEqualTo(401);
        assertThat(place.post("/webhooks/analysis-webhook?" + token, "{'status': 'failed'}", Map.of())
                        .status())
                .as("the token of another kind of work")
                .isEqualTo(404);
        assertThat(place.job(job).path("status").asString()).isEqualTo("running");

        assertThat(place.post(hook, body, signed(secret.sign(body, now), now)).status())
                .isEqualTo(200);
        assertThat(place.ended(job).path("result").path("sentences").path(0).asString())
                .isEqualTo("mine");
        String next = place.begin(file, "{'operation': 'sentences', 'keywords': ['late']}");
        place.take();
        TestServer.Answer again = place.post(hook, body, signed(secret.sign(body, now), now));
        assertThat(again.status())
                .as("a replay, while another job waits for the same file")
                .isEqualTo(401);
        assertThat(again.json().path("detail").asString()).contains("was used before");
        assertThat(place.job(next).path("status").asString()).isEqualTo("running");
        String failure = "{\"status\": \"failed\", \"s3_key\": \"%s\"}".formatted(file.key());
        assertThat(place.post(hook, "{", signed(secret.sign("{", now), now)).status())
                .isEqualTo(422);
        assertThat(place.post(hook, "{", signed(secret.sign("{", now), now)).status())
                .as("what had no effect may be sent again")
                .isEqualTo(422);
        assertThat(place.post(hook, failure, signed(secret.sign(failure, now), now))
                        .status())
                .isEqualTo(204);
        assertThat(place.ended(next).path("status").asString()).isEqualTo("failed");
    }

    private static Map<String, String> signed(String signature, String timestamp) {
        return Map.of("X-Webhook-Signature", signature, "X-Webhook-Timestamp", timestamp);
    }

    @Test
    void workersThatKnowNoTokensAreBelievedWhichFileTheyMean() throws Exception {
        Map<String, String> secret = Map.of("X-Webhook-Secret", RemoteWorkPlace.SECRET);
        RemoteWorkPlace.Stored file = place.upload("old.txt", REVIEW);
        String convert = place.begin(file, "{'operation': 'convert', 'to': 'html'}");
        place.take();
        String tone = place.begin(file, "{'operation': 'tonality'}");
        place.take();
        String parse = place.begin(file, "{'operation': 'sentences', 'keywords': ['x']}");
        JsonNode message = place.take();
        String made = file.key().replaceAll("[.]txt$", ".html");
        place.put(made, "made");

        assertThat(place.post(
                                "/webhooks/converter-webhook",
                                "{'file_url': '', 'new_s3_key': '%s', 'status': 'success'}".formatted(made),
                                secret)
                        .status())
                .isEqualTo(200);
        String key = "{'s3_key': '%s', ".formatted(file.key());
        assertThat(place.post("/webhooks/analysis-webhook", key + "'status': 'success'}", secret)
                        .status())
                .as("a success without its figures")
                .isEqualTo(422);
        assertThat(place.post("/webhooks/analysis-webhook", key + """
                        'polarity': 0.5, 'subjectivity': 1, 'objective_sentiment_score': 0.0, 'polarity_status': 'Very positive',
                        'polarity_description': 'Clearly positive tone.', 'subjectivity_status': 'x',
                        'subjectivity_description': 'x', 'objective_sentiment_status': 'x',
                        'objective_sentiment_description': 'x', 'status': 'success'}""", secret).json())
                .hasToString("{\"message\":\"Tonality analysis result cached\"}");
        assertThat(place.post(
                                "/webhooks/parser-webhook",
                                key + "'message': 'Unsupported file type', 'status': 'error'}",
                                secret)
                        .status())
                .isEqualTo(204);
        assertThat(place.callback(message, "{'count': 0, 'sentences': [], 'status': 'success'}")
                        .status())
                .as("after the failure")
                .isEqualTo(409);

        assertThat(place.ended(convert).path("result").path("name").asString()).isEqualTo("old.html");
        assertThat(place.ended(tone).path("result").path("polarity").asDouble()).isEqualTo(0.5);
        assertThat(place.ended(parse).path("error").path("detail").asString()).isEqualTo("Unsupported file type");
    }

    @Test
    void aResultThatIsNoNewFileFailsTheJob() throws Exception {
        RemoteWorkPlace.Stored other = place.upload("other.html", "somebody's");
        RemoteWorkPlace.Stored file = place.upload("bad.txt", REVIEW);
        for (String made : List.of(other.key(), "../" + file.key(), file.key().replaceAll("[.]txt$", ".gone"))) {
            String job = place.begin(file, "{'operation': 'convert', 'to': 'html'}");
            JsonNode message = place.take();

            assertThat(place.callback(message, "{'new_s3_key': '%s', 'status': 'success'}".formatted(made))
                            .status())
                    .isEqualTo(204);

            assertThat(place.ended(job).path("error").path("code").asString()).isEqualTo("queue.bad-result");
        }
        assertThat(place.made(file)).isZero();
    }

    @Test
    void poisonIsPutAsideAndTheRestOfTheQueueMoves() throws Exception {
        RemoteWorkPlace.Stored broken = place.upload("broken.pdf", "%PDF-1.7 and nothing else");
        RemoteWorkPlace.Stored good = place.upload("good.txt", REVIEW);
        place.sqs.send(place.queue, "no message at all");
        place.sqs.send(place.queue, "{\"s3_key\": \"x\", \"callback_url\": \"http://169.254.169.254/latest\"}");
        String poison = place.begin(broken, "{'operation': 'tonality'}");
        String job = place.begin(good, "{'operation': 'tonality'}");

        try (Worker _ = place.worker()) {
            assertThat(place.ended(job).path("status").asString()).isEqualTo("completed");
            JsonNode failed = place.ended(poison);
            assertThat(failed.path("status").asString()).isEqualTo("failed");
            assertThat(failed.path("error").path("code").asString()).startsWith("document.");
            place.queueIsEmpty();
        }
    }
}
