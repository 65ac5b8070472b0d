package dev.quayside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import dev.quayside.testing.Await;
import dev.quayside.testing.TestDatabase;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/// What the File Processing API does with files, through real sockets and real child processes; as jobs too, and as
/// steps of workflows.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DocumentJobsTest {
    private static final String REVIEW = """
            The invoice was correct. I love this wonderful product!
            Invoices were paid late. The delivery was terrible and slow.
            """;

    private TestServer server;
    private Person alice;
    private Person bob;

    /// Somebody with an account who is logged in.
    private record Person(URI server, HttpClient client) {
        static Person in(TestServer server, String name) throws IOException, InterruptedException {
            var person = new Person(
                    server.address(),
                    HttpClient.newBuilder().cookieHandler(new CookieManager()).build());
            String order =
                    "{'username': '%s', 'email': '%s@example.com', 'password': 'Str0ngPass', 'password1': 'Str0ngPass'}"
                            .formatted(name, name);
            assertThat(person.post("/auth/registration", order).statusCode()).isEqualTo(201);
            String login = "{'username': '%s', 'password': 'Str0ngPass'}".formatted(name);
            assertThat(person.post("/auth/login", login).statusCode()).isEqualTo(201);
            return person;
        }

        HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
            return client.send(request.build(), BodyHandlers.ofString());
        }

        HttpRequest.Builder to(String path, String json) {
            return HttpRequest.newBuilder(server.resolve(path)).POST(BodyPublishers.ofString(json.replace('\'', '"')));
        }

        HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
            return send(to(path, json));
        }

        HttpResponse<String> get(String path) throws IOException, InterruptedException {
            return send(HttpRequest.newBuilder(server.resolve(path)));
        }

        /// Uploads a file.
        ///
        /// @return what the server says of it
        JsonNode upload(String name, byte[] content) throws IOException, InterruptedException {
            String head = "--limit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name + "\"\r\n\r\n";
            HttpResponse<String> answer = send(HttpRequest.newBuilder(server.resolve("/files/upload"))
                    .header("Content-Type", "multipart/form-data; boundary=limit")
                    .POST(BodyPublishers.ofByteArrays(List.of(
                            head.getBytes(StandardCharsets.UTF_8),
                            content,
                            "\r\n--limit--\r\n".getBytes(StandardCharsets.UTF_8)))));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
            return Json.parse(answer.body());
        }

        String key(String name, String text) throws IOException, InterruptedException {
            return upload(name, text.getBytes(StandardCharsets.UTF_8))
                    .path("s3_key")
                    .stringValue();
        }
    }

    @BeforeAll
    void start() throws Exception {
        server = new TestServer();
        alice = Person.in(server, "alice01");
        bob = Person.in(server, "bobby01");
    }

    @AfterAll
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void theSentencesOfAFileAreFoundByEachQuestionForItself() throws Exception {
        String key = alice.key("review.txt", REVIEW);

        HttpResponse<String> first =
                alice.post("/files/parse-file", "{'s3_key': '%s', 'keywords': ['invoice']}".formatted(key));
        HttpResponse<String> second =
                alice.post("/files/parse-file", "{'s3_key': '%s', 'keywords': ['terrible', 'slow']}".formatted(key));

        assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
        JsonNode found = Json.parse(first.body());
        assertThat(found.path("count").asInt()).isEqualTo(2);
        assertThat(found.path("sentences").path(0).asString()).isEqualTo("The invoice was correct.");
        assertThat(found.path("status").asString()).isEqualTo("success");
        assertThat(found.path("s3_key").asString()).isEqualTo(key);
        assertThat(second.body()).contains("\"count\":1").contains("The delivery was terrible and slow.");
    }

    @Test
    void theToneOfAFileIsJudgedInFiguresAndWords() throws Exception {
        String key = alice.key("praise.txt", "This is a wonderful, excellent and lovely product. I love it!");

        HttpResponse<String> answer = alice.post("/files/tonality-analysis", "{'s3_key': '%s'}".formatted(key));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        JsonNode tone = Json.parse(answer.body());
        assertThat(tone.path("polarity").asDouble()).isGreaterThan(0.3);
        assertThat(tone.path("polarity_status").asString()).containsIgnoringCase("positive");
        assertThat(tone.propertyNames())
                .contains(
                        "s3_key",
                        "subjectivity",
                        "objective_sentiment_score",
                        "polarity_description",
                        "subjectivity_status",
                        "subjectivity_description",
                        "objective_sentiment_status",
                        "objective_sentiment_description",
                        "sentences",
                        "words",
                        "status");
    }

    @Test
    void aFileIsConvertedAndTheOriginalStays() throws Exception {
        String key = alice.key("letter.txt", "Dear reader,\nthis becomes a page.\n");
        String order = "{'s3_key': '%s', 'format_from': 'txt', 'format_to': 'pdf'}".formatted(key);

        HttpResponse<String> answer = alice.post("/files/convert", order);
        HttpResponse<String> again = alice.post("/files/convert", order);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        JsonNode made = Json.parse(answer.body());
        assertThat(made.path("status").asString()).isEqualTo("success");
        assertThat(Json.parse(again.body()).path("new_s3_key")).isEqualTo(made.path("new_s3_key"));
        HttpResponse<byte[]> pdf = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(made.path("file_url").stringValue()))
                                .build(),
                        BodyHandlers.ofByteArray());
        assertThat(new String(pdf.body(), 0, 5, StandardCharsets.US_ASCII)).isEqualTo("%PDF-");
        assertThat(alice.get("/files/storage").body()).contains("letter.txt").contains("letter.pdf");
    }

    @Test
    void whatCannotBeConvertedIsSaidBeforeAnythingBegins() throws Exception {
        String key = alice.key("note.txt", "A note.");

        for (String formats :
                List.of("'docx', 'format_to': 'pdf'", "'txt', 'format_to': 'mp3'", "'txt', 'format_to': 'txt'")) {
            HttpResponse<String> answer =
                    alice.post("/files/convert", "{'s3_key': '%s', 'format_from': %s}".formatted(key, formats));
            assertThat(answer.statusCode()).as(formats).isEqualTo(400);
            assertThat(answer.body()).as(formats).contains("message");
        }
        assertThat(alice.post("/files/convert", "{'s3_key': '%s'}".formatted(key))
                        .statusCode())
                .isEqualTo(422);
        assertThat(alice.post("/files/parse-file", "{'s3_key': '%s', 'keywords': [1]}".formatted(key))
                        .statusCode())
                .isEqualTo(422);
    }

    @Test
    void theFileOfSomebodyElseDoesNotExist() throws Exception {
        String key = alice.key("secret.txt", "Nobody else reads this.");
        String only = "{'s3_key': '%s'}".formatted(key);

        for (HttpResponse<String> answer : List.of(
                bob.post("/files/tonality-analysis", only),
                bob.post("/files/parse-file", "{'s3_key': '%s', 'keywords': ['nobody']}".formatted(key)),
                bob.post(
                        "/files/convert",
                        "{'s3_key': '%s', 'format_from': 'txt', 'format_to': 'pdf'}".formatted(key)))) {
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("\"message\":\"File does not exist\"");
        }
    }

    @Test
    void aBrokenFileFailsWithAReasonAndTheNextOneWorks() throws Exception {
        byte[] broken = new byte[2_000];
        System.arraycopy("%PDF-1.7\n".getBytes(StandardCharsets.US_ASCII), 0, broken, 0, 9);
        String key = alice.upload("broken.pdf", broken).path("s3_key").stringValue();

        HttpResponse<String> answer = alice.post("/files/tonality-analysis", "{'s3_key': '%s'}".formatted(key));

        assertThat(answer.statusCode()).isEqualTo(500);
        JsonNode failed = Json.parse(answer.body());
        assertThat(failed.path("message").asString()).isEqualTo("An error occurred while processing file");
        assertThat(failed.path("status").asString()).isEqualTo("failed");
        assertThat(failed.path("code").asString()).startsWith("document.");
        assertThat(alice.get("/files/jobs/" + failed.path("job_id").asString()).body())
                .contains("\"status\":\"failed\"");
        String fine = alice.key("fine.txt", "Fine.");
        assertThat(alice.post("/files/tonality-analysis", "{'s3_key': '%s'}".formatted(fine))
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void whoWouldRatherAskLaterGetsAJob() throws Exception {
        String key = alice.key("later.txt", REVIEW);

        HttpResponse<String> answer = alice.send(alice.to("/files/tonality-analysis", "{'s3_key': '%s'}".formatted(key))
                .header("Prefer", "respond-async"));

        assertThat(answer.statusCode()).isEqualTo(202);
        String job = answer.headers().firstValue("Location").orElseThrow();
        assertThat(bob.get(job).statusCode()).isEqualTo(404);
        assertThat(alice.get(job + "?wait=30s").body())
                .contains("\"status\":\"completed\"")
                .contains("polarity_status");
    }

    @Test
    void programsBeginJobsByTheNumberOfAFile() throws Exception {
        JsonNode file = upload("programs.txt", REVIEW);
        String path = "/api/v1/files/" + file.path("id").asLong() + "/jobs";

        TestServer.Answer words = server.post(path + "?wait=30s", "{'operation': 'keywords', 'limit': 3}");
        TestServer.Answer text = server.post(path + "?wait=30s", "{'operation': 'text'}");

        assertThat(words.status()).as(words.json().toString()).isEqualTo(200);
        assertThat(words.json().path("result").path("keywords").size()).isBetween(1, 3);
        assertThat(text.json().path("result").path("text").asString()).contains("wonderful product");
        assertThat(server.post(path, "{'operation': 'dance'}").status()).isEqualTo(422);
        assertThat(server.post("/api/v1/files/999999/jobs", "{'operation': 'text'}")
                        .status())
                .isEqualTo(404);
        TestServer.Answer begun = server.post(path, "{'operation': 'tonality'}");
        assertThat(begun.status()).isEqualTo(202);
        String job = begun.response().headers().firstValue("Location").orElseThrow();
        Await.until("completed", () -> completed(job));
        assertThat(server.send(server.at(job).DELETE()).status()).isEqualTo(409);
        assertThat(server.get("/api/v1/files/conversions")
                        .json()
                        .path("conversions")
                        .size())
                .isGreaterThan(20);
    }

    private boolean completed(String job) {
        try {
            return server.get(job).json().path("status").asString().equals("completed");
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// A file of whoever runs the server.
    private JsonNode upload(String name, String text) throws IOException, InterruptedException {
        String body =
                "--limit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n\r\n%s\r\n--limit--\r\n"
                        .formatted(name, text);
        TestServer.Answer answer = server.send(server.at("/api/v1/files")
                .header("Content-Type", "multipart/form-data; boundary=limit")
                .POST(BodyPublishers.ofString(body)));
        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(201);
        return answer.json();
    }

    @Test
    void filesAndDocumentsAreStepsOfWorkflows() throws Exception {
        long file = upload("steps.txt", REVIEW).path("id").asLong();
        String workflow = server.workflow("""
                {'steps': [
                  {'id': 'words', 'type': 'document.keywords', 'config': {'file': %d, 'limit': 5}},
                  {'id': 'tone', 'type': 'document.tonality', 'config': {'file': %d}, 'depends_on': ['words']},
                  {'id': 'pdf', 'type': 'document.convert', 'config': {'file': %d, 'to': 'pdf'}, 'depends_on': ['tone']},
                  {'id': 'report', 'type': 'file.write', 'depends_on': ['pdf'],
                   'config': {'name': 'report.txt', 'derived_from': %d,
                              'text': 'Tone: {{ steps.tone.polarity_status }}'}},
                  {'id': 'back', 'type': 'file.read', 'config': {'file': '{{ steps.report }}'}, 'depends_on': ['report']},
                  {'id': 'all', 'type': 'file.list', 'config': {'search': 'report'}, 'depends_on': ['back']}]}
                """.formatted(file, file, file, file));

        TestServer.Answer run = server.post(workflow + "/executions?wait=60s", "{}");

        JsonNode outputs = run.json().path("execution_outputs");
        assertThat(run.json().path("status").asString())
                .as(run.json().toString())
                .isEqualTo("completed");
        assertThat(outputs.path("pdf").path("name").asString()).isEqualTo("steps.pdf");
        assertThat(outputs.path("back").path("text").asString()).startsWith("Tone: ");
        assertThat(outputs.path("all").path("count").asInt()).isEqualTo(1);
        TestServer.Answer lineage = server.get("/api/v1/files/" + file + "/lineage");
        assertThat(lineage.json().path("derived").size()).isEqualTo(2);
    }

    @Test
    void aWorkflowReadsNobodyElsesFiles() throws Exception {
        JsonNode hers = alice.upload("hers.txt", "Mine.".getBytes(StandardCharsets.UTF_8));
        String workflow = server.workflow("{'steps': [{'id': 'a', 'type': 'file.read', 'config': {'file': %d}}]}"
                .formatted(hers.path("id").asLong()));

        TestServer.Answer run = server.post(workflow + "/executions?wait=30s", "{}");

        assertThat(run.json().path("status").asString()).isEqualTo("failed");
        assertThat(run.json().toString()).contains("file.unknown").doesNotContain("Mine.");
    }

    @Test
    void theWorkflowsOfTheProgramAreNotAmongThoseOfPeople() throws Exception {
        assertThat(server.get("/api/v1/workflows?limit=100").json().toString()).doesNotContain("document.convert");
    }

    @Test
    void whatTakesTooLongIsAnsweredAndGoesOnAndMoreThanEnoughIsRefused() throws Exception {
        try (TestDatabase database = TestDatabase.fresh();
                TestServer busy = new TestServer(
                        database,
                        Map.of(
                                "QUAYSIDE_DOCUMENT_PATIENCE", "0s",
                                "QUAYSIDE_DOCUMENT_MAX_JOBS", "1",
                                "SECRET_KEY", "a secret that is long enough for it"))) {
            Person carol = Person.in(busy, "carol01");
            String order = "{'s3_key': '%s'}".formatted(carol.key("slow.txt", REVIEW));

            HttpResponse<String> late = carol.post("/files/tonality-analysis", order);
            HttpResponse<String> refused = carol.post("/files/tonality-analysis", order);

            assertThat(late.statusCode()).isEqualTo(504);
            assertThat(late.body()).contains("\"message\":\"Timeout while waiting for analysis result\"");
            assertThat(refused.statusCode()).as(refused.body()).isIn(429, 504);
            String job = late.headers().firstValue("Location").orElseThrow();
            assertThat(carol.get(job + "?wait=60s").body()).contains("\"status\":\"completed\"");
        }
    }

    @Test
    void thePasswordOfADocumentIsShownAndKeptNowhere() throws Exception {
        long file = upload("plain.txt", REVIEW).path("id").asLong();

        TestServer.Answer job = server.post(
                "/api/v1/files/" + file + "/jobs?wait=30s", "{'operation': 'text', 'password': 'op3n-s3same'}");

        assertThat(job.json().path("status").asString()).isEqualTo("completed");
        TestServer.Answer run =
                server.get("/api/v1/executions/" + job.json().path("id").asString());
        assertThat(run.status()).isEqualTo(200);
        assertThat(run.json().toString()).contains("sealed:").doesNotContain("op3n-s3same");
    }
}
