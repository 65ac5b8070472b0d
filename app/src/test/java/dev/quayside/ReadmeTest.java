package dev.quayside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import dev.quayside.testing.Required;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What the README tells its readers to type at the API works as it stands there.
class ReadmeTest {
    private static final Path README = Path.of("../README.md");
    private static final Pattern CURL = Pattern.compile("(?m)^curl (?:.*\\\\\n)*.*$");
    private static final Pattern CHAIN = Pattern.compile("(?s)```bash\n(.*?)```");
    private static final Pattern JSON = Pattern.compile("(?s)```json\n(.*?)```");

    private static String curl(String command, TestServer server, Map<String, String> variables)
            throws IOException, InterruptedException {
        return bash(command.replaceFirst("^curl", "curl -sS --max-time 60"), server, Path.of(".."), variables);
    }

    /// Runs what the README says at a server of the test.
    private static String bash(String command, TestServer server, Path folder, Map<String, String> variables)
            throws IOException, InterruptedException {
        String here = command.replace("http://127.0.0.1:8000", server.address().toString());
        ProcessBuilder builder = new ProcessBuilder("bash", "-e", "-c", here).directory(folder.toFile());
        builder.environment().putAll(variables);
        Process process = builder.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(command + "\n" + said).isZero();
        return said;
    }

    @Test
    void itsCallsOfTheApiAnswerAsItSays() throws Exception {
        Path _ = Required.program("curl");
        String readme = Files.readString(README);
        List<String> calls = CURL.matcher(CHAIN.matcher(readme).replaceAll(""))
                .results()
                .map(call -> call.group())
                .toList();
        var definition = JSON.matcher(readme);
        assertThat(definition.find()).isTrue();
        assertThat(calls).hasSize(3);
        try (TestServer server = new TestServer()) {
            String workflow = server.send(server.at("/api/v1/workflows/import?name=double")
                            .POST(HttpRequest.BodyPublishers.ofString(definition.group(1))))
                    .json()
                    .path("workflow")
                    .path("id")
                    .asString();
            String token = server.post("/api/v1/admin/tokens", """
                            {'name': 'reader', 'ttl': '12h', 'permissions':
                             ['read:workflows', 'execute:workflows', 'read:executions', 'read:logs']}
                            """)
                    .json()
                    .path("token")
                    .stringValue();
            assertThat(readme).contains("read:workflows,execute:workflows,read:executions,read:logs --ttl 12h");

            JsonNode list = Json.parse(curl(calls.get(0), server, Map.of("TOKEN", token)));
            JsonNode run = Json.parse(curl(calls.get(1), server, Map.of("TOKEN", token, "WORKFLOW", workflow)));
            String log = curl(
                    calls.get(2),
                    server,
                    Map.of("TOKEN", token, "EXECUTION", run.path("id").asString()));

            assertThat(list.path("items").get(0).path("id").asString()).isEqualTo(workflow);
            assertThat(run.path("status").asString()).isEqualTo("completed");
            assertThat(run.path("execution_outputs").path("say").path("text").asString())
                    .isEqualTo("21 and 21 is 42");
            assertThat(log).contains("event: log", "Step completed: Double it", "event: end");
        }
    }

    @Test
    void itsCallsForDocumentsGiveTheToneAndAPdf(@TempDir Path folder) throws Exception {
        Path _ = Required.program("curl");
        var chain = CHAIN.matcher(Files.readString(README));
        assertThat(chain.find()).isTrue();
        Path examples = Path.of("../examples").toRealPath();
        Files.createSymbolicLink(folder.resolve("examples"), examples);
        try (TestServer server = new TestServer()) {
            String said = bash(chain.group(1), server, folder, Map.of());

            assertThat(said).contains("\nNegative\n", "\"sentences\":[\"Please take", "\"count\":1");
            assertThat(Files.readString(folder.resolve("complaint.pdf"), StandardCharsets.ISO_8859_1))
                    .startsWith("%PDF-");
        }
    }
}
