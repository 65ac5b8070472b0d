package dev.quayside.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import dev.quayside.base.ProblemException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

class CliTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void versionNamesTheProgramJavaAndPostgresql() {
        assertThat(run("version")).isZero();
        assertThat(out())
                .matches("(?s)quayside +\\d.*java +25.*postgresql +18\\..*")
                .doesNotContain("${");
        assertThat(err()).isEmpty();
    }

    @Test
    void jsonOutputIsOneObject() {
        assertThat(run("version", "-o", "json")).isZero();
        JsonNode versions = Json.parse(out());
        assertThat(versions.propertyNames()).containsExactly("quayside", "java", "postgresql");
    }

    @Test
    void anUnknownCommandSuggestsTheNearestAndIsAUsageError() {
        assertThat(run("verson")).isEqualTo(2);
        assertThat(err()).contains("unknown command 'verson'; did you mean 'version'?");
        assertThat(out()).isEmpty();
    }

    @Test
    void anUnknownOptionSuggestsTheNearest() {
        assertThat(run("version", "--qiet")).isEqualTo(2);
        assertThat(err()).contains("unknown option '--qiet'; did you mean '--quiet'?");
    }

    @Test
    void hiddenCommandsAreNotSuggested() {
        assertThat(run("aot-trai")).isEqualTo(2);
        assertThat(err()).doesNotContain("did you mean");
    }

    @Test
    void aWrongValueIsAUsageErrorThatNamesIt() {
        assertThat(run("version", "-o", "xml")).isEqualTo(2);
        assertThat(err()).contains("xml").containsIgnoringCase("json");
    }

    @ParameterizedTest
    @CsvSource({
        "run.unknown, 3",
        "file.not-found, 3",
        "identity.denied, 4",
        "identity.unauthenticated, 4",
        "run.timed-out, 5",
        "http.timeout, 5",
        "database.unreachable, 1",
        "plain, 1"
    })
    void theProblemsCodeDecidesTheExitCode(String code, int exitCode) {
        assertThat(run(new Fails(new ProblemException(code, "It is so")), "fails"))
                .isEqualTo(exitCode);
        assertThat(err()).isEqualTo("error: It is so\ncode: " + code + "\n");
        assertThat(out()).isEmpty();
    }

    @Test
    void aStackTraceIsShownOnRequestOnly() {
        Fails fails = new Fails(new ProblemException("disk.full", "No space"));

        run(fails, "fails");
        assertThat(err()).doesNotContain("at dev.quayside");

        run(fails, "fails", "--verbose");
        assertThat(err()).contains("at dev.quayside");
    }

    @Test
    void somethingUnforeseenFailsWithACodeAndSaysHowToSeeMore() {
        assertThat(run(new Fails(new IllegalStateException("odd")), "fails")).isEqualTo(1);
        assertThat(err()).contains("odd").contains("code: internal.error").contains("--verbose");
    }

    private int run(String... arguments) {
        return cli(List.of()).run(arguments);
    }

    private int run(Object command, String... arguments) {
        return cli(List.of(command)).run(arguments);
    }

    private Cli cli(List<Object> more) {
        return new Cli(new Terminal(stream(out), stream(err)), _ -> {}, more);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    /// A command that fails as it is told to.
    @Command(name = "fails")
    private static final class Fails implements Callable<Integer> {
        private final RuntimeException failure;

        @Mixin
        @SuppressWarnings("UnusedVariable") // read by picocli
        private OutputOptions output = new OutputOptions();

        Fails(RuntimeException failure) {
            this.failure = failure;
        }

        @Override
        public Integer call() {
            throw failure;
        }
    }
}
