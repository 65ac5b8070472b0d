package dev.quayside.action.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import dev.quayside.step.Outcome;
import dev.quayside.testing.Required;
import dev.quayside.testing.StepCall;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class JavaScriptScriptTest {
    private static final ScriptSettings SETTINGS =
            new ScriptSettings("python3", 1, false, Duration.ofMinutes(2), 256 << 20, 1 << 20);
    private static final ScriptStep STEP = new ScriptStep(SETTINGS);

    @BeforeEach
    void need() {
        Required.that(Walls.STAND, "this system cannot isolate scripts");
    }

    @AfterAll
    static void close() {
        STEP.close();
    }

    @Test
    void inputIsReadAndOutputIsGivenOn() throws Exception {
        StepCall call = call(
                "const rows = input.step1.body; output = {total: rows.reduce((a, b) => a + b, 0), ü: '€', n: null}",
                "{\"step1\": {\"body\": [1, 2.5]}}");

        assertThat(StepCall.output(STEP.run(call)))
                .isEqualTo(Json.parse("{\"total\": 3.5, \"ü\": \"€\", \"n\": null}"));
    }

    @Test
    void outputMayBeDeclaredAnyWay() throws Exception {
        assertThat(output("let output = 1")).hasToString("1");
        assertThat(output("var output = 2")).hasToString("2");
        assertThat(output("result = 3")).hasToString("3");
        assertThat(output("const result = 3; output = 4")).hasToString("4");
        assertThat(output("1 + 1")).hasToString("null");
        assertThat(output("output = typeof leaked; var leaked = 1; globalThis.other = 1"))
                .hasToString("\"undefined\"");
        assertThat(output("output = typeof other")).hasToString("\"undefined\"");
    }

    @Test
    void consoleLinesAreLogged() throws Exception {
        StepCall call =
                call("console.log('a', {b: 1}); console.error('c'); for (let i = 0; i < 3000; i++) print(i)", "{}");

        STEP.run(call);

        assertThat(call.lines())
                .startsWith("INFO a {\"b\":1}", "WARNING c", "INFO 0")
                .hasSize(1_001);
        assertThat(call.lines().getLast()).startsWith("WARNING 2002 more lines were dropped");
    }

    @Test
    void anErrorNamesTypeMessageAndLine() throws Exception {
        Outcome.Failed failed = failure("const f = x =>\n  x.y.z;\nf({});");

        assertThat(failed.problem().code()).isEqualTo("script.error");
        assertThat(failed.problem().detail()).startsWith("TypeError: ").endsWith("(line 2: x.y.z;)");
        assertThat(failure("const = 1").problem().toString())
                .startsWith("SyntaxError: ")
                .endsWith("[script.syntax]");
        assertThat(failure("throw 'enough'").problem().detail()).contains("enough");
    }

    @Test
    void anOutputThatIsNoJsonIsRefused() throws Exception {
        assertThat(failure("output = {a: () => 1}").problem().detail()).contains("it holds a function");
        assertThat(failure("output = [NaN]").problem().code()).isEqualTo("script.output-not-json");
        assertThat(failure("output = {}; output.self = output").problem().code())
                .isEqualTo("script.output-not-json");
        assertThat(failure("output = 10n").problem().detail()).contains("a BigInt");
        assertThat(failure("output = 'x'.repeat(2000000)").problem().code()).isEqualTo("script.output-too-large");
    }

    @Test
    void thereIsNoWayOut() throws Exception {
        assertThat(output("""
                output = ['Java', 'Polyglot', 'Graal', 'load', 'loadWithNewGlobal', 'require', 'process', 'fetch',
                    'XMLHttpRequest', 'readline', 'quit', 'Packages', 'java', 'Worker'].filter(name => name in globalThis)
                """)).hasToString("[]");
        for (String code : new String[] {
            "this.constructor.constructor('return process')()",
            "import('fs').then(x => output = 1); output = x",
            "console.log.constructor('return Java.type(\"java.lang.System\")')()",
            "new Function('return Java')()",
            "output = console.log.getClass().forName('java.lang.Runtime')",
        }) {
            assertThat(failure(code).problem().code()).as(code).isEqualTo("script.error");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "while (true) {}",
                "for (;;) { try { while (true) {} } catch (e) {} finally { continue } }",
                "while (true) console.log('endless')",
                "/^(a+)+$/.test('a'.repeat(50) + '!'); while (true) {}",
                "const f = () => { try { f() } finally { f() } }; f()",
            })
    void whatDoesNotEndIsEnded(String code) throws Exception {
        StepCall call = new StepCall(
                Json.object().put("language", "javascript").put("code", code).put("timeout", "700ms"),
                Json.object(),
                Instant.EPOCH);

        assertThat(StepCall.failure(STEP.run(call)))
                .matches(failed -> failed.problem().code().equals("script.timeout"))
                .matches(failed -> !failed.retryable());
        theNextScriptIsUnaffected();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "const keep = []; while (true) keep.push(new Array(100000).fill(1))",
                "let text = 'x'; while (true) text += text + Math.random()",
                "const keep = []; while (true) keep.push(new ArrayBuffer(1 << 26))",
            })
    void whatTakesTooMuchMemoryIsEnded(String code) throws Exception {
        StepCall call = new StepCall(
                Json.object()
                        .put("language", "javascript")
                        .put("code", code)
                        .put("memory", "32MB")
                        .put("timeout", 30),
                Json.object(),
                Instant.EPOCH);

        assertThat(StepCall.failure(STEP.run(call)).problem().toString())
                .containsAnyOf("[script.memory]", "Invalid string length");
        theNextScriptIsUnaffected();
    }

    @Test
    void anInterruptKillsTheScript() throws Exception {
        StepCall call = call("console.log('started'); while (true) {}", "{}");
        var task = new FutureTask<>(() -> {
            try {
                return STEP.run(call).toString();
            } catch (InterruptedException _) {
                return "interrupted";
            }
        });
        Thread thread = Thread.ofVirtual().start(task);
        while (call.lines().isEmpty() && !task.isDone()) {
            Thread.sleep(5);
        }

        thread.interrupt();

        assertThat(task.get()).isEqualTo("interrupted");
        theNextScriptIsUnaffected();
    }

    private static void theNextScriptIsUnaffected() throws InterruptedException {
        assertThat(output("output = [1, 2].map(x => x * 2)")).hasToString("[2,4]");
    }

    private static JsonNode output(String code) throws InterruptedException {
        return StepCall.output(STEP.run(call(code, "{}")));
    }

    private static Outcome.Failed failure(String code) throws InterruptedException {
        return StepCall.failure(STEP.run(call(code, "{}")));
    }

    private static StepCall call(String code, String input) {
        ObjectNode config = Json.object().put("language", "javascript").put("code", code);
        return new StepCall(config, (ObjectNode) Json.parse(input), Instant.EPOCH);
    }
}
