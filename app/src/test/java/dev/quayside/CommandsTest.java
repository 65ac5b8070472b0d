package dev.quayside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import dev.quayside.cli.Terminal;
import dev.quayside.testing.Required;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Commands as they are typed, each on a data folder of its own.
class CommandsTest {
    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void needsPython() {
        Path _ = Required.program("python3");
    }

    @Test
    void demoReadsAndConvertsTheSampleDocumentsButForTheBrokenOne() {
        int exit = type("demo", "--data", folder.resolve("data").toString(), "-o", "json", "--quiet");

        String said = out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
        assertThat(exit).as(said).isZero();
        JsonNode report = Json.parse(out.toByteArray());
        assertThat(names(report.path("documents"))).hasSize(9).contains("complaint.docx", "stock.xlsx", "prices.pdf");
        assertThat(names(report.path("failed"))).containsExactly("invoice-2041.odt");
        assertThat(report.path("failed").path(0).path("reason").asString()).contains("cut off");
        JsonNode praise = report.path("documents").path(0);
        assertThat(praise.path("tone").asString()).endsWith("ositive");
        assertThat(praise.path("pdf").path("name").asString()).isEqualTo("praise.pdf");
        assertThat(report.path("report").path("name").asString()).isEqualTo("report.md");
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    private static List<String> names(JsonNode list) {
        return list.valueStream().map(one -> one.path("name").asString()).toList();
    }

    @Test
    void runPrintsTheResultAndShowsProgress() throws IOException {
        Path file = file("double.json", """
                {"inputs": {"type": "object", "required": ["n"]},
                 "steps": [{"id": "a", "type": "script", "name": "Double",
                            "config": {"language": "python", "code": "print('working')\\noutput = input['n'] * 2"}}]}
                """);

        int exit = run(file, "--input", "n=21", "--follow");

        assertThat(exit).as(err.toString(StandardCharsets.UTF_8)).isZero();
        JsonNode result = Json.parse(out.toByteArray());
        assertThat(result.path("status").asString()).isEqualTo("completed");
        assertThat(result.path("outputs").path("a").asInt()).isEqualTo(42);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("a | working", "Step completed: Double", "Workflow execution completed successfully");

        assertThat(run(file)).as("without the input").isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("'n'");
    }

    @Test
    void aRunThatFailsExitsWithOne() throws IOException {
        Path file = file("fails.yaml", """
                steps:
                  - {id: a, type: http, config: {url: "http://127.0.0.1:1/"}}
                """);

        assertThat(run(file)).isEqualTo(1);
        assertThat(Json.parse(out.toByteArray()).path("error").path("code").asString())
                .isEqualTo("http.address-refused");
    }

    @Test
    void aRunThatTakesTooLongExitsWithFive() throws IOException {
        Path file = file("slow.yaml", """
                timeout: 200ms
                steps:
                  - {id: a, type: delay, config: {seconds: 30}}
                """);

        assertThat(run(file)).isEqualTo(5);
    }

    @Test
    void aFileThatIsNoWorkflowExitsWithTwoAndSaysWhere() throws IOException {
        assertThat(run(file("bad.json", "{\"steps\": [{\"id\": \"a\", \"type\": \"dely\"}]}")))
                .isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("/steps/0/type: Unknown step type: dely; did you mean 'delay'?");
    }

    @Test
    void whatCannotBeReadExitsWithTwo() throws IOException {
        assertThat(run(file("cut.json", "{\"steps\": ["))).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("Not valid JSON", "line 1")
                .doesNotContain("Source");
        assertThat(run(file("noop.yaml", "steps: [{id: a, type: delay, config: {seconds: 0}}]"), "-i", "=3"))
                .isEqualTo(2);
    }

    @Test
    void aFileThatIsMissingExitsWithThree() {
        assertThat(run(folder.resolve("none.json"))).isEqualTo(3);
    }

    @Test
    void aSettingNobodyKnowsStopsTheStart() throws IOException {
        Path data = Files.createDirectories(folder.resolve("data"));
        Files.writeString(data.resolve("quayside.yaml"), "workflow: {max-itms: 5}\n");

        assertThat(run(file("noop.yaml", "steps: [{id: a, type: delay, config: {seconds: 0}}]")))
                .isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("max-itms", "workflow.max-items", "config.unknown-key");
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private int run(Path file, String... more) {
        String[] line = new String[4 + more.length];
        line[0] = "run";
        line[1] = file.toString();
        line[2] = "--data";
        line[3] = folder.resolve("data").toString();
        System.arraycopy(more, 0, line, 4, more.length);
        return type(line);
    }

    private int type(String... line) {
        out.reset();
        err.reset();
        return Main.cli(new Terminal(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8)))
                .run(line);
    }
}
