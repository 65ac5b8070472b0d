package dev.quayside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import dev.quayside.event.Actor;
import dev.quayside.identity.Permission;
import dev.quayside.identity.account.User;
import dev.quayside.identity.key.ApiKey;
import dev.quayside.step.Outcome;
import dev.quayside.step.StepType;
import dev.quayside.testing.Await;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/// Whose files the runs of schedules see, through the API.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScheduledFilesTest {
    private static final Actor TEST = Actor.of("test");
    private static final String COPY = """
            {'steps': [
              {'id': 'hold', 'type': 'hold'},
              {'id': 'whose', 'type': 'whose', 'retry': {'attempts': 2, 'backoff': '1ms'}, 'depends_on': ['hold']},
              {'id': 'read', 'type': 'file.read', 'config': {'file': '{{ inputs.file }}'}, 'depends_on': ['whose']},
              {'id': 'write', 'type': 'file.write', 'depends_on': ['read'],
               'config': {'name': 'copy of {{ steps.read.name }}', 'text': '{{ steps.read.text }}'}}]}
            """;
    private static final StepType WHOSE = new StepType(
            "whose",
            "Says for whom the run works, at the second try.",
            List.of(),
            Duration.ofSeconds(30),
            context -> context.attempt() == 1
                    ? new Outcome.Failed("test.again", "Again", true)
                    : new Outcome.Succeeded(Json.object().put("user", context.user(Permission.READ_FILES))));

    private final Semaphore held = new Semaphore(1_000);
    private final StepType hold = new StepType("hold", "Waits.", List.of(), Duration.ofMinutes(5), _ -> {
        held.acquire();
        return new Outcome.Succeeded(Json.object());
    });
    private TestServer server;

    /// Somebody with an account who calls with a key.
    private final class Person {
        final UUID account;
        private final String key;

        Person(String name, String... roles) throws IOException, InterruptedException {
            String order =
                    "{'username': '%s', 'email': '%s@example.com', 'password': 'Str0ngPass', 'password1': 'Str0ngPass'}"
                            .formatted(name, name);
            assertThat(server.post("/auth/registration", order).status()).isEqualTo(201);
            account = server.app().accounts().users().find(name).orElseThrow().id();
            roles(roles);
            key = server.app()
                    .accounts()
                    .keys()
                    .make(new ApiKey.Order("test", Permission.all(), Duration.ofHours(1)), subject(), account, TEST)
                    .text();
        }

        String subject() {
            return User.subject(account);
        }

        void roles(String... roles) {
            assertThat(server.app().accounts().users().setRoles(account, Set.of(roles), TEST))
                    .isTrue();
        }

        private TestServer.Answer send(String path, String method, String json)
                throws IOException, InterruptedException {
            return server.send(HttpRequest.newBuilder(server.address().resolve(path))
                    .header("X-API-Key", key)
                    .method(method, BodyPublishers.ofString(json.replace('\'', '"'))));
        }

        JsonNode get(String path) throws IOException, InterruptedException {
            return send(path, "GET", "").json();
        }

        TestServer.Answer post(String path, String json) throws IOException, InterruptedException {
            return send(path, "POST", json);
        }

        long upload(String file, String text) throws IOException, InterruptedException {
            return server.send(HttpRequest.newBuilder(server.address().resolve("/api/v1/files"))
                            .header("X-API-Key", key)
                            .header("Content-Type", "multipart/form-data; boundary=xyz")
                            .POST(BodyPublishers.ofByteArray(
                                    FilesClient.form(file, text.getBytes(StandardCharsets.UTF_8)))))
                    .json()
                    .path("id")
                    .asLong();
        }

        String workflow(String definition) throws IOException, InterruptedException {
            return post(
                            "/api/v1/workflows/",
                            "{'name': '%s', 'workflow_definition': %s}".formatted(UUID.randomUUID(), definition))
                    .json()
                    .path("id")
                    .asString();
        }

        /// Makes a schedule that nothing but a trigger fires, and tells its path.
        String schedule(String workflow, long file) throws IOException, InterruptedException {
            return schedule(workflow, file, "'kind': 'manual'");
        }

        String schedule(String workflow, long file, String timing) throws IOException, InterruptedException {
            TestServer.Answer made = post(
                    "/api/v1/workflows/" + workflow + "/schedules",
                    "{%s, 'execution_inputs': {'file': %d}}".formatted(timing, file));
            assertThat(made.status()).as(made.json().toString()).isEqualTo(201);
            assertThat(made.json().path("works_for").asString()).isEqualTo(subject());
            return "/api/v1/schedules/" + made.json().path("id").asString();
        }

        /// Has a schedule fire now, and tells how its run ended.
        JsonNode fired(String schedule) throws IOException, InterruptedException {
            return run(post(schedule + "/trigger", "{}")
                    .json()
                    .path("execution_id")
                    .asString());
        }

        JsonNode run(String id) throws IOException, InterruptedException {
            return get("/api/v1/executions/" + id + "?wait=30s");
        }

        List<String> files(String search) throws IOException, InterruptedException {
            return get("/api/v1/files?search=" + search)
                    .path("items")
                    .valueStream()
                    .map(file -> file.path("name").asString())
                    .toList();
        }
    }

    @BeforeAll
    void start() {
        server = new TestServer(hold, WHOSE);
    }

    @AfterAll
    void stop() {
        held.release(1_000);
        if (server != null) {
            server.close();
        }
    }

    @Test
    void aFiredRunAndItsChildrenWorkWithTheFilesOfWhoeverMadeTheSchedule() throws Exception {
        Person alice = new Person("alice01", "developer");
        Person bob = new Person("bobby01", "developer");
        long file = alice.upload("ours.txt", "What Alice keeps.");
        String child = bob.workflow(COPY);
        String parent = bob.workflow("""
                {'steps': [{'id': 'child', 'type': 'workflow',
                            'config': {'workflow': '%s', 'inputs': {'file': '{{ inputs.file }}'}}}]}
                """.formatted(child));
        String schedule = alice.schedule(parent, file, "'interval_seconds': 1, 'overlap': 'skip'");

        Await.until("the schedule has fired", () -> hasRun(alice, schedule));
        JsonNode run = alice.run(alice.get(schedule).path("last_run_id").asString());

        assertThat(run.path("status").asString()).as(run.toString()).isEqualTo("completed");
        assertThat(run.path("executed_by").asString()).startsWith("scheduler:");
        assertThat(run.path("works_for").asString()).isEqualTo(alice.subject());
        assertThat(run.path("execution_outputs")
                        .path("child")
                        .path("whose")
                        .path("user")
                        .asString())
                .isEqualTo(alice.subject());
        assertThat(alice.files("copy")).containsOnly("copy of ours.txt");
        assertThat(bob.files("copy")).isEmpty();
    }

    private static boolean hasRun(Person person, String schedule) {
        try {
            return person.get(schedule).path("last_run_id").isString();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aBackfillKeepsWhoseFilesItWorksWith() throws Exception {
        Person carol = new Person("carol01", "developer");
        Person operator = new Person("opera01", "operator");
        String schedule =
                carol.schedule(carol.workflow(COPY), carol.upload("past.txt", "x"), "'cron_expression': '@daily'");

        TestServer.Answer asked =
                operator.post(schedule + "/backfill", "{'from': '2026-01-01T00:00:00Z', 'to': '2026-01-02T00:00:00Z'}");

        assertThat(asked.status()).as(asked.json().toString()).isEqualTo(202);
        Await.until("the past has its run", () -> hasRun(carol, schedule));
        JsonNode run = carol.run(carol.get(schedule).path("last_run_id").asString());
        assertThat(run.path("status").asString()).as(run.toString()).isEqualTo("completed");
        assertThat(carol.files("copy")).containsExactly("copy of past.txt");
        assertThat(operator.files("copy")).isEmpty();
    }

    @Test
    void whatIsNoBase64IsNotStoredAsSomethingElse() throws Exception {
        Person writer = new Person("write01", "developer");
        String workflow = writer.workflow("""
                {'steps': [
                  {'id': 'good', 'type': 'file.write', 'config': {'name': 'good.bin', 'base64': ' aGVs\\nbG8= '}},
                  {'id': 'bad', 'type': 'file.write', 'config': {'name': 'bad.bin', 'base64': '?aGVsbG8='}}]}
                """);

        JsonNode run = writer.post("/api/v1/workflows/" + workflow + "/executions?wait=30s", "{}")
                .json();

        assertThat(run.path("error_code").asString()).as(run.toString()).isEqualTo("file.base64");
        assertThat(run.path("execution_outputs").path("good").path("size").asInt())
                .isEqualTo(5);
        assertThat(writer.files("bin")).containsExactly("good.bin");
    }

    @Test
    void theFilesOfSomebodyElseAreNotThere() throws Exception {
        Person dave = new Person("david01", "developer");
        Person eve = new Person("eve0001", "developer");
        long file = dave.upload("private.txt", "Not for Eve.");
        String workflow = dave.workflow(COPY);

        JsonNode run = eve.fired(eve.schedule(workflow, file));

        assertThat(run.path("status").asString()).isEqualTo("failed");
        assertThat(run.path("error_code").asString()).isEqualTo("file.unknown");
    }

    @Test
    void whoeverGivesAScheduleOtherInputsGivesItTheirOwnFiles() throws Exception {
        Person frank = new Person("frank01", "developer");
        Person grace = new Person("grace01", "developer");
        long harmless = frank.upload("harmless.txt", "Harmless.");
        long secret = frank.upload("secret.txt", "Not for Grace.");
        String schedule = frank.schedule(frank.workflow(COPY), harmless);

        assertThat(grace.send(
                                schedule,
                                "PUT",
                                "{'description': 'mine?', 'execution_inputs': {'file': %d}}".formatted(harmless))
                        .json()
                        .path("works_for")
                        .asString())
                .isEqualTo(frank.subject());
        assertThat(grace.send(schedule, "PUT", "{'execution_inputs': {'file': %d}}".formatted(secret))
                        .json()
                        .path("works_for")
                        .asString())
                .isEqualTo(grace.subject());
        assertThat(grace.fired(schedule).path("error_code").asString()).isEqualTo("file.unknown");

        TestServer.Answer taken = frank.post(schedule + "/take-over", "");

        assertThat(taken.json().path("works_for").asString()).isEqualTo(frank.subject());
        assertThat(taken.json().path("created_by").asString()).isEqualTo(frank.subject());
        assertThat(grace.fired(schedule).path("status").asString()).isEqualTo("completed");
        assertThat(frank.files("copy")).containsExactly("copy of secret.txt");
    }

    @Test
    void nothingIsReadForSomebodyWhoWasDisabled() throws Exception {
        Person heidi = new Person("heidi01", "developer");
        Person ivan = new Person("ivan001", "developer");
        String schedule = heidi.schedule(heidi.workflow(COPY), heidi.upload("left.txt", "Left behind."));
        int free = held.drainPermits();
        String begun = ivan.post(schedule + "/trigger", "{}")
                .json()
                .path("execution_id")
                .asString();
        assertThat(server.app().accounts().users().disable(heidi.account, TEST)).isTrue();

        held.release(free);
        JsonNode underWay = ivan.run(begun);
        TestServer.Answer later = ivan.post(schedule + "/trigger", "{}");

        assertThat(underWay.path("status").asString()).isEqualTo("failed");
        assertThat(underWay.path("error_code").asString()).isEqualTo("run.denied");
        assertThat(underWay.path("error_message").asString())
                .isEqualTo("The run works for 'heidi01', whose account is disabled");
        assertThat(later.status()).isEqualTo(400);
        assertThat(later.json().path("code").asString()).isEqualTo("run.denied");

        assertThat(server.app().accounts().users().enable(heidi.account, TEST)).isTrue();
        String again = ivan.post("/api/v1/executions/" + begun + "/rerun", "{}")
                .json()
                .path("id")
                .asString();
        JsonNode repeated = ivan.run(again);
        assertThat(repeated.path("status").asString()).as(repeated.toString()).isEqualTo("completed");
        assertThat(repeated.path("executed_by").asString()).isEqualTo(ivan.subject());
        assertThat(repeated.path("works_for").asString()).isEqualTo(heidi.subject());
        assertThat(heidi.files("copy")).containsExactly("copy of left.txt");
    }

    @Test
    void whatSomebodyMayNoLongerDoIsNotDoneForThem() throws Exception {
        Person judy = new Person("judy001", "developer");
        Person mallory = new Person("mallo01", "developer");
        String schedule = judy.schedule(
                judy.workflow(COPY), judy.upload("job.txt", "An old job."), "'cron_expression': '@hourly'");

        judy.roles("viewer");
        TestServer.Answer triggered = mallory.post(schedule + "/trigger", "{}");
        mallory.post(schedule + "/backfill", "{'from': '2026-01-01T00:00:00Z', 'to': '2026-01-01T01:00:00Z'}");
        Await.until("the fire is given up", () -> hasError(mallory, schedule));

        assertThat(triggered.json().path("detail").asString())
                .isEqualTo("The run works for 'judy001', who does not have the permission execute:workflows");
        assertThat(mallory.get(schedule).path("last_error").asString())
                .isEqualTo(triggered.json().path("detail").asString());

        server.app().accounts().roles().define("runner", "", Set.of(Permission.EXECUTE_WORKFLOWS), TEST);
        judy.roles("runner");
        JsonNode run = mallory.fired(schedule);
        assertThat(run.path("error_code").asString()).isEqualTo("run.denied");
        assertThat(run.path("error_message").asString()).endsWith("who does not have the permission read:files");
    }

    private static boolean hasError(Person person, String schedule) {
        try {
            return person.get(schedule).path("last_error").isString();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
