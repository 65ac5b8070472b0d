package dev.quayside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import dev.quayside.http.auth.ServerFile;
import dev.quayside.testing.Await;
import dev.quayside.testing.ChildJvm;
import dev.quayside.testing.TestDatabase;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// `serve` as a process: what it logs, and how it stops.
class ServeProcessTest {
    private static final String SLOW = """
            {"name": "slow", "workflow_definition":
             {"steps": [{"id": "wait", "type": "delay", "config": {"seconds": 600}}]}}
            """;

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path data;

    private HttpRequest.Builder at(ServerFile server, String path) {
        return HttpRequest.newBuilder(server.url().resolve(path)).header("Authorization", "Bearer " + server.token());
    }

    private JsonNode send(HttpRequest.Builder request) throws Exception {
        return Json.parse(client.send(request.build(), BodyHandlers.ofString()).body());
    }

    @Test
    void aServerThatIsToldToStopTellsWhoFollowsAndEndsWell() throws Exception {
        try (TestDatabase database = TestDatabase.fresh();
                ChildJvm child = ChildJvm.start(
                        List.of(
                                "env",
                                "QUAYSIDE_LOG_FORMAT=json",
                                "DATABASE_URL=" + database.url().reveal()),
                        System.getProperty("java.class.path"),
                        Main.class,
                        "serve",
                        "--port",
                        "0",
                        "--data",
                        data.toString())) {
            Await.until("serving", () -> ServerFile.find(data).isPresent());
            ServerFile server = ServerFile.find(data).orElseThrow();
            String workflow = send(at(server, "/api/v1/workflows/").POST(BodyPublishers.ofString(SLOW)))
                    .path("id")
                    .asString();
            send(at(server, "/api/v1/admin/log-level")
                    .header("X-Request-ID", "mine")
                    .PUT(BodyPublishers.ofString("{\"logger\": \"dev.quayside.none\", \"level\": \"DEBUG\"}")));
            String runs = "/api/v1/workflows/" + workflow + "/executions";
            String run = send(at(server, runs).POST(BodyPublishers.ofString("{}")))
                    .path("id")
                    .asString();
            HttpResponse<InputStream> stream = client.send(
                    at(server, "/api/v1/executions/" + run + "/logs/stream").build(), BodyHandlers.ofInputStream());
            BufferedReader events = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8));
            assertThat(events.readLine()).isEqualTo("retry: 2000");

            child.terminate();

            assertThat(child.exitCode()).isZero();
            assertThat(events.lines().toList()).contains("event: stopping");
            assertThat(data.resolve("server.json")).doesNotExist();
            assertLogged(child.rest().toList());
        }
    }

    private static void assertLogged(List<String> said) {
        List<JsonNode> lines = said.stream()
                .filter(line -> line.startsWith("{"))
                .map(Json::parse)
                .toList();
        assertThat(said)
                .anyMatch(line -> line.startsWith("Quayside is ready: http://127.0.0.1:"))
                .anyMatch(
                        line -> line.matches("Nobody administers this .* http://127.0.0.1:\\d+/setup#token=qi_.{43}"));
        JsonNode changed = lines.stream()
                .filter(line -> line.path("formattedMessage").asString().contains("now logs at"))
                .findFirst()
                .orElseThrow();
        assertThat(changed.path("level").asString()).isEqualTo("INFO");
        assertThat(changed.path("mdc").path("request").asString()).isEqualTo("mine");
        assertThat(changed.path("mdc").path("user").asString()).startsWith("local:");
        assertThat(lines.getLast().path("formattedMessage").asString()).isEqualTo("Stopped");
    }
}
