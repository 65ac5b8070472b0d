package dev.quayside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import dev.quayside.cli.Terminal;
import dev.quayside.document.queue.Worker;
import dev.quayside.testing.Await;
import dev.quayside.testing.ChildJvm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What goes wrong around workers: queues that are away or put messages aside, workers that are told to stop, callbacks
/// of strangers, settings that are missing.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorkerTroublesTest {
    private static final String REVIEW = "I love this wonderful product! The invoice was late.";

    private RemoteWorkPlace place;
    private Path folder;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        folder = temporary;
        place = new RemoteWorkPlace(temporary);
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
    void aMessageIsHiddenAsLongAsSomebodyWorksOnIt() throws Exception {
        RemoteWorkPlace.Stored file = place.upload("long.txt", REVIEW);
        int before = place.relay.heldCalls();
        RemoteWorkPlace.Held held = place.hold();
        String job = place.begin(file, "{'operation': 'tonality'}");
        try (Worker _ = place.worker(Duration.ofSeconds(3))) {
            held.await();

            assertThat(place.sqs.hands(place.queue, 7))
                    .as("a second worker gets it, after more than twice the visibility")
                    .isFalse();

            place.relay.mood(HookRelay.Mood.KIND);
            assertThat(place.ended(job).path("status").asString()).isEqualTo("completed");
            place.queueIsEmpty();
        }
        assertThat(place.relay.heldCalls()).isEqualTo(before + 1);
    }

    @Test
    void aQueueThatPutsMessagesAsideDoesSoAndTheJobFailsOnceWithItsReason() throws Exception {
        RemoteWorkPlace.Stored file = place.upload("poison.txt", REVIEW);
        String job = place.begin(file, "{'operation': 'tonality'}");
        URI queue = place.sqs.queue("with-redrive");
        URI aside = place.sqs.putAside(queue, 2);
        JsonNode message = place.take();
        place.sqs.send(queue, Json.write(message));
        place.sqs.send(queue, "no message at all");
        int before = place.relay.answers().size();

        try (Worker _ = place.workerWithoutBucket(queue)) {
            JsonNode failed = place.ended(job);
            Await.until("both lie aside", () -> place.sqs.visible(aside) == 2);

            assertThat(failed.path("status").asString()).isEqualTo("failed");
            assertThat(failed.path("error").path("detail").asString()).contains("bucket");
            assertThat(place.sqs.size(queue)).isZero();
        }
        assertThat(place.relay.answers().subList(before, place.relay.answers().size()))
                .as("it was reported once")
                .containsExactly(204);
    }

    @Test
    void aWorkerThatIsToldToStopFinishesWhatItWorksOn() throws Exception {
        RemoteWorkPlace.Stored file = place.upload("finished.txt", REVIEW);
        RemoteWorkPlace.Held held = place.hold();
        String job = place.begin(file, "{'operation': 'convert', 'to': 'docx'}");
        String data = place.settingsOfAWorker("1m").toString();

        try (ChildJvm worker = ChildJvm.start(Main.class, "worker", "--data", data)) {
            held.await();
            worker.terminate();
            place.relay.mood(HookRelay.Mood.KIND);
            place.sqs.send(place.queue, "ends the worker's last poll");

            assertThat(worker.exitCode()).isZero();
        }
        place.sqs.take(place.queue);
        assertThat(place.ended(job).path("status").asString()).isEqualTo("completed");
        assertThat(place.sqs.size(place.queue)).isZero();
    }

    @Test
    void aWorkerThatCannotFinishInTimeGivesItBackAtOnceAndEndsWell() throws Exception {
        RemoteWorkPlace.Stored file = place.upload("back.txt", REVIEW);
        RemoteWorkPlace.Held held = place.hold();
        String job = place.begin(file, "{'operation': 'tonality'}");
        String data = place.settingsOfAWorker("100ms").toString();

        try (ChildJvm worker = ChildJvm.start(Main.class, "worker", "--data", data)) {
            held.await();
            worker.terminate();

            assertThat(worker.exitCode()).isZero();
        }
        assertThat(place.sqs.visible(place.queue)).isEqualTo(1);
        place.relay.mood(HookRelay.Mood.KIND);
        try (Worker _ = place.worker()) {
            assertThat(place.ended(job).path("status").asString()).isEqualTo("completed");
            place.queueIsEmpty();
        }
    }

    @Test
    void aQueueThatIsAwayIsSaidAndAShortOutageIsSurvived() throws Exception {
        FilesClient alice = FilesClient.of(place.server.address(), "alice01");
        String key = alice.uploaded("away.txt", REVIEW).path("s3_key").asString();
        String order = "{\"s3_key\": \"%s\"}".formatted(key);
        place.toQueue.mood(HookRelay.Mood.LOSES_CALLS);

        HttpResponse<String> refused =
                alice.send(alice.to("/files/tonality-analysis").POST(BodyPublishers.ofString(order)));

        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(500);
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("10");
        JsonNode body = Json.parse(refused.body());
        assertThat(body.path("message").toString())
                .isEqualTo("{\"success\":false,\"message\":\"Failed to enqueue task in SQS\"}");
        assertThat(body.path("status").asString()).isEqualTo("failed");
        assertThat(body.path("code").asString()).isEqualTo("queue.unavailable");

        int lost = place.toQueue.lostCalls();
        HttpResponse<String> job = alice.send(alice.to("/files/tonality-analysis")
                .header("Prefer", "respond-async")
                .POST(BodyPublishers.ofString(order)));
        Await.until("the message is lost", () -> place.toQueue.lostCalls() > lost);
        place.toQueue.mood(HookRelay.Mood.KIND);
        try (Worker _ = place.worker()) {
            String path = job.headers().firstValue("Location").orElseThrow();
            assertThat(alice.get(path + "?wait=30s").body()).contains("\"status\":\"completed\"");
            place.queueIsEmpty();
        }
    }

    @Test
    void aCallbackThatSaysSomethingElseThanItsTokenIsNotBelieved() throws Exception {
        RemoteWorkPlace.Stored mine = place.upload("mine.txt", REVIEW);
        RemoteWorkPlace.Stored other = place.upload("other.txt", REVIEW);
        String job = place.begin(mine, "{'operation': 'sentences', 'keywords': ['x']}");
        JsonNode message = place.take();
        String found = "'count': 0, 'sentences': [], 'status': 'success'}";

        assertThat(place.callback(message, "{'s3_key': '" + other.key() + "', " + found)
                        .status())
                .isEqualTo(404);
        assertThat(place.callback(message, "{'job_id': '0199c0de-0000-7000-8000-000000000001', " + found)
                        .status())
                .isEqualTo(404);
        assertThat(place.job(job).path("status").asString()).isEqualTo("running");
        assertThat(place.callback(
                                message,
                                "{'s3_key': '%s', 'job_id': '%s', %s"
                                        .formatted(
                                                mine.key(),
                                                message.path("job_id").asString(),
                                                found))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void whatIsNoCallbackIsRefusedWithoutEffect() throws Exception {
        RemoteWorkPlace.Stored file = place.upload("refused.txt", REVIEW);
        String job = place.begin(file, "{'operation': 'sentences', 'keywords': ['x']}");
        JsonNode message = place.take();
        String big = "{'count': 1, 'status': 'success', 'sentences': ['" + "x".repeat(17 << 20) + "']}";

        assertThat(place.callback(message, big).status()).isEqualTo(413);
        for (String body : new String[] {
            "",
            "{",
            "[]",
            "null",
            "{}",
            "{'status': 5}",
            "{'status': 'success'}",
            "{'status': 'success', 'sentences': 'x'}"
        }) {
            TestServer.Answer answer = place.callback(message, body);
            assertThat(answer.status()).as(body).isEqualTo(422);
            assertThat(answer.json().path("detail").isArray())
                    .as(answer.json().toString())
                    .isTrue();
        }
        URI address = URI.create(message.path("callback_url").asString());
        assertThat(place.server
                        .send(java.net.http.HttpRequest.newBuilder(
                                        place.server.address().resolve(address.getPath() + "?" + address.getQuery()))
                                .GET())
                        .status())
                .isEqualTo(405);
        assertThat(place.job(job).path("status").asString()).isEqualTo("running");
        assertThat(place.callback(message, "{'error': 'enough'}").status()).isEqualTo(204);
        assertThat(place.ended(job).path("error").path("detail").asString()).isEqualTo("enough");
    }

    @Test
    void aServerThatLacksWhatWorkersNeedSaysSoAndDoesNotStart() throws Exception {
        String queue =
                "queue: {mode: sqs, url: 'https://sqs.example.com/1/q', callback-url: 'https://q.example.com'}\n";
        for (Map.Entry<String, String> missing : Map.of(
                        "queue: {mode: sqs}\n",
                        "queue.mode sqs needs queue.url (AWS_SQS_QUEUE_URL)",
                        queue,
                        "queue.mode sqs needs storage.blob s3 or r2",
                        queue.replaceAll(", callback-url.*'", ""),
                        "queue.mode sqs needs queue.callback-url",
                        queue.replace("https://sqs", "sqs://"),
                        "queue.url must be as https://example.com/path",
                        "queue: {mode: redis}\n",
                        "queue.mode must be local or sqs, was 'redis'")
                .entrySet()) {
            assertThat(serve(missing.getKey())).as(missing.getKey()).contains(missing.getValue());
        }
    }

    private String serve(String yaml) throws IOException {
        Path data = Files.createTempDirectory(folder, "data");
        Files.writeString(data.resolve("quayside.yaml"), yaml);
        var said = new ByteArrayOutputStream();
        try (var stream = new PrintStream(said, true, StandardCharsets.UTF_8)) {
            assertThat(Main.cli(new Terminal(stream, stream)).run("serve", "--data", data.toString()))
                    .as(yaml)
                    .isIn(1, 2);
        }
        return said.toString(StandardCharsets.UTF_8);
    }
}
