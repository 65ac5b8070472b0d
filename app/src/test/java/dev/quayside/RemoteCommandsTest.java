package dev.quayside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import dev.quayside.cli.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Commands that use a running server, as a user types them.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RemoteCommandsTest {
    @TempDir
    private static Path folder;

    private TestServer server;

    /// What a command left behind.
    private record Ran(int exit, String out, String err) {
        JsonNode json() {
            return Json.parse(out);
        }
    }

    @BeforeAll
    void start() {
        server = new TestServer();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private Ran run(Path data, String... words) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        List<String> arguments = new ArrayList<>(List.of(words));
        arguments.add("--data");
        arguments.add(data.toString());
        int exit;
        try (var toOut = new PrintStream(out, true, StandardCharsets.UTF_8);
                var toErr = new PrintStream(err, true, StandardCharsets.UTF_8)) {
            exit = Main.cli(new Terminal(toOut, toErr)).run(arguments.toArray(String[]::new));
        }
        return new Ran(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private Ran quayside(String... words) {
        return run(server.data(), words);
    }

    private String apply(String name, String file) throws IOException {
        Path path = Files.writeString(folder.resolve(name + ".json"), file.replace('\'', '"'));
        Ran ran = quayside("workflow", "apply", path.toString());
        assertThat(ran.exit()).as(ran.err()).isZero();
        return ran.out();
    }

    private static String hello(int n) {
        return "{'steps': [{'id': 'a', 'type': 'transform', 'config': {'output': '{{ inputs.who }} " + n + "'}}]}";
    }

    @Test
    void aFileIsAppliedOnceHoweverOften() throws IOException {
        assertThat(apply("applied", hello(1))).startsWith("created  applied  version 1");
        assertThat(apply("applied", hello(1))).startsWith("unchanged  applied  version 1");
        assertThat(apply("applied", hello(2))).startsWith("updated  applied  version 2");

        Ran diff = quayside("workflow", "diff", "applied");
        assertThat(diff.exit()).isEqualTo(1);
        assertThat(diff.out()).contains("- /steps/a/config/output", "+ /steps/a/config/output");
        assertThat(quayside("workflow", "list", "--name", "appl").out()).contains("applied");
        assertThat(quayside("workflow", "show", "applied", "--yaml").out()).contains("name: \"applied\"");
    }

    @Test
    void aDefinitionThatIsWrongIsExplained() throws IOException {
        Path file = Files.writeString(folder.resolve("wrong.yaml"), "steps: [{id: a, type: trnsform}]");

        Ran validated = quayside("workflow", "validate", file.toString());
        Ran applied = quayside("workflow", "apply", file.toString());

        assertThat(validated.exit()).isEqualTo(2);
        assertThat(validated.err()).contains("/steps/0/type: Unknown step type: trnsform; did you mean 'transform'?");
        assertThat(applied.exit()).isEqualTo(2);
        assertThat(quayside("workflow", "apply", folder.resolve("none.json").toString())
                        .exit())
                .isEqualTo(3);
    }

    @Test
    void aRunIsStartedFollowedShownAndRepeated() throws IOException {
        apply("greet", hello(3));

        Ran started = quayside("run", "start", "greet", "-i", "who=Ada", "--follow", "-o", "json");
        JsonNode ended = Json.parse(started.out().substring(started.out().lastIndexOf("\n{\n") + 1));
        String run = ended.path("id").stringValue();
        Ran shown = quayside("run", "show", run);

        assertThat(started.exit()).as(started.err()).isZero();
        assertThat(ended.path("execution_outputs").path("a").stringValue()).isEqualTo("Ada 3");
        assertThat(started.out()).contains("Step completed: a");
        assertThat(shown.out()).contains("completed", "transform  succeeded");
        assertThat(quayside("run", "logs", run).out()).contains("Execution created and queued");
        assertThat(quayside("run", "why", run).out()).startsWith("The run completed");
        assertThat(quayside("run", "list", "--workflow", "greet").out()).contains(run);
        assertThat(quayside("run", "retry", run, "--from", "a", "-o", "json")
                        .json()
                        .path("id")
                        .stringValue())
                .isNotEqualTo(run);
        assertThat(quayside("run", "cancel", run).exit()).isEqualTo(1);
    }

    @Test
    void theExitCodeTellsTheOutcome() throws IOException {
        apply("failing", "{'steps': [{'id': 'a', 'type': 'transform', 'config': {'output': '{{ inputs.x }}'}}]}");

        assertThat(quayside("run", "start", "failing", "--wait").exit()).isEqualTo(1);
        assertThat(quayside("run", "start", "nothing-of-that-name").exit()).isEqualTo(3);
        assertThat(quayside("run", "show", "none").exit()).isEqualTo(3);
        assertThat(quayside("run").exit()).isEqualTo(2);
    }

    @Test
    void tokensAreCreatedAndRevoked() {
        Ran created = quayside(
                "token", "create", "--permissions", "read:workflows", "--ttl", "1h", "--name", "t", "-o", "json");
        String id = created.json().path("id").stringValue();

        assertThat(created.json().path("token").stringValue()).startsWith("ey");
        assertThat(quayside("token", "list").out())
                .contains(id)
                .doesNotContain(created.json().path("token").stringValue());
        assertThat(quayside("token", "revoke", id).exit()).isZero();
        assertThat(quayside("token", "create", "--permissions", "fly").exit()).isEqualTo(2);
    }

    @Test
    void peopleAreAddedGivenRolesAndKeptOut() {
        Ran added = quayside("user", "add", "alice01", "--email", "alice@example.com", "--roles", "viewer");

        assertThat(added.out()).startsWith("http://127.0.0.1:").contains("/setup#token=qi_");
        assertThat(quayside("user", "list").out()).contains("alice01", "viewer").doesNotContain("qi_");
        assertThat(quayside("user", "roles", "alice01", "operator,user").out()).contains("operator");
        assertThat(quayside("user", "disable", "alice01").exit()).isZero();
        assertThat(quayside("user", "show", "alice01", "-o", "json")
                        .json()
                        .path("disabled_at")
                        .isString())
                .isTrue();
        assertThat(quayside("user", "enable", "alice01").exit()).isZero();
        assertThat(quayside("user", "disable-2fa", "alice01").exit()).isZero();
        assertThat(quayside("user", "invite", "alice01").out()).contains("&user=alice01");
        assertThat(quayside("user", "show", "nobody01").exit()).isEqualTo(3);
        assertThat(quayside("user", "add", "alice01", "--email", "other@example.com")
                        .exit())
                .isEqualTo(1);
    }

    @Test
    void rolesAreMadeAndRemoved() {
        assertThat(quayside("role", "set", "auditor", "--permissions", "read:executions,read:logs")
                        .exit())
                .isZero();
        assertThat(quayside("role", "list").out()).contains("auditor", "administrator", "read:logs");
        assertThat(quayside("role", "set", "viewer", "--permissions", "read:logs")
                        .exit())
                .isEqualTo(1);
        assertThat(quayside("role", "remove", "auditor").exit()).isZero();
        assertThat(quayside("role", "remove", "auditor").exit()).isEqualTo(3);
    }

    @Test
    void keysAreCreatedAndRevoked() {
        assertThat(quayside("user", "add", "keeper1", "--email", "keeper@example.com")
                        .exit())
                .isZero();
        Ran created = quayside(
                "key", "create", "--permissions", "read:files", "--user", "keeper1", "--name", "k", "-o", "json");
        String id = created.json().path("id").stringValue();

        assertThat(created.json().path("key").stringValue()).startsWith("qk_");
        assertThat(created.json().path("subject").stringValue()).startsWith("user:");
        assertThat(quayside("key", "list").out())
                .contains(id)
                .doesNotContain(created.json().path("key").stringValue());
        assertThat(quayside("key", "revoke", id).exit()).isZero();
        assertThat(quayside("key", "revoke", id).exit()).isEqualTo(3);
        assertThat(quayside("key", "create", "--permissions", "fly").exit()).isEqualTo(2);
    }

    @Test
    void schedulesAreKeptByTheServer() throws IOException {
        apply("timed", hello(1));

        String id = quayside(
                        "schedule",
                        "create",
                        "timed",
                        "--cron",
                        "0 7 * * 1-5",
                        "--timezone",
                        "Europe/Berlin",
                        "-o",
                        "json")
                .json()
                .path("id")
                .stringValue();

        assertThat(quayside("schedule", "list", "--workflow", "timed").out()).contains("0 7 * * 1-5", "Europe/Berlin");
        assertThat(quayside("schedule", "show", id).out()).contains("T07:00:00+0");
        assertThat(quayside("schedule", "disable", id).out()).contains("is_active         false");
        assertThat(quayside("schedule", "trigger", id).exit()).isZero();
        Ran backfill = quayside(
                "schedule",
                "backfill",
                id,
                "--from",
                "2026-01-05T00:00:00Z",
                "--to",
                "2026-01-08T00:00:00Z",
                "-o",
                "json");
        assertThat(backfill.json().path("started").intValue())
                .as(backfill.err())
                .isEqualTo(3);
        assertThat(quayside("schedule", "delete", id).exit()).isZero();
        assertThat(quayside("schedule", "show", id).exit()).isEqualTo(3);
        Ran wrong = quayside("schedule", "create", "timed", "--cron", "61 * * * *");
        assertThat(wrong.err()).contains("Invalid cron expression: 61 * * * *");
    }

    @Test
    void theAuditIsVerified() throws IOException {
        apply("audited", hello(1));

        assertThat(quayside("audit", "list", "--type", "workflow.create", "-o", "json")
                        .out())
                .contains("local:", "audited");
        assertThat(quayside("audit", "verify").out()).contains("intact").contains("true");
    }

    @Test
    void theDoctorFindsNothingWrong() {
        Ran well = quayside("doctor");

        assertThat(well.exit()).as(well.out()).isZero();
        assertThat(well.out())
                .contains(
                        "ok    server", "ok    database", "ok    storage", "written, read and deleted", "ok    files");
    }

    @Test
    void withoutAServerCommandsSayHowToGetOne() {
        Ran ran = run(folder, "workflow", "list");

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.err()).contains("No server runs on " + folder, "quayside serve");
    }

    @Test
    void shellsAreTaughtToComplete() throws Exception {
        Path script = Files.writeString(folder.resolve("completion.bash"), runWithoutData("completion"));

        Process bash =
                new ProcessBuilder("bash", "-n", script.toString()).inheritIO().start();

        assertThat(bash.waitFor()).isZero();
        assertThat(Files.readString(script)).contains("workflow", "schedule", "--permissions");
    }

    private static String runWithoutData(String word) {
        var out = new ByteArrayOutputStream();
        try (var stream = new PrintStream(out, true, StandardCharsets.UTF_8)) {
            Main.cli(new Terminal(stream, stream)).run(word);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
