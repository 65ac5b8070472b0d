package dev.quayside.action.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import dev.quayside.step.Outcome;
import dev.quayside.testing.Await;
import dev.quayside.testing.Required;
import dev.quayside.testing.StepCall;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// What scripts do in every language.
class ScriptContractTest {
    /// The same in each language.
    ///
    /// @param sum gives `{"sum": ..., "ü": "€"}` of the list `input.step1.body`
    /// @param bare gives the fields `body` and `a` of the step `a`, the first without naming the step
    /// @param outputs code, and the output that it gives
    /// @param says writes `one` and `two`, and `bad` as an error
    /// @param saysMuch writes three thousand lines
    /// @param fails behind its first line, dividing or calling what cannot be
    /// @param error of that
    /// @param torn what cannot be read
    /// @param noJson outputs that are no JSON
    /// @param large an output of two million letters
    /// @param endless does not end
    /// @param greedy takes memory without end
    /// @param waits writes `started` and does not end
    private record Language(
            String name,
            String sum,
            String bare,
            Map<String, String> outputs,
            String says,
            String saysMuch,
            String fails,
            String error,
            String torn,
            List<String> noJson,
            String large,
            String endless,
            String greedy,
            String waits) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final Language PYTHON = new Language(
            "python",
            "output = {'sum': sum(input['step1']['body']), 'ü': '€'}",
            "output = [input['body'], input['a']['a']]",
            Map.of(
                    "result = 1\noutput = 2",
                    "2",
                    "result = 1",
                    "1",
                    "pass",
                    "null",
                    "output = None\nresult = 1",
                    "null"),
            "import sys\nprint('one\\ntwo')\nprint('bad', file=sys.stderr)",
            "for i in range(3000): print(i)",
            "def f(x):\n    return 1 / x\n\nf(0)\n",
            "ZeroDivisionError: division by zero (line 2: return 1 / x)",
            "x = [\n",
            List.of("output = {'a': [{1, 2}]}", "output = float('nan')", "output = []\noutput.append(output)"),
            "output = 'x' * 2000000",
            "while True: pass",
            "keep = []\nwhile True: keep.append(bytearray(10000000))",
            "import time\nprint('started')\ntime.sleep(1000)");

    private static final Language JAVASCRIPT = new Language(
            "javascript",
            "output = {sum: input.step1.body.reduce((a, b) => a + b, 0), ü: '€'}",
            "output = [input.body, input.a.a]",
            Map.of(
                    "result = 1; output = 2",
                    "2",
                    "result = 1",
                    "1",
                    "1 + 1",
                    "null",
                    "output = null; result = 1",
                    "null"),
            "console.log('one'); print('two'); console.error('bad')",
            "for (let i = 0; i < 3000; i++) print(i)",
            "const f = x =>\n  x.y.z;\nf({});",
            "TypeError: Cannot read property 'z' of undefined (line 2: x.y.z;)",
            "const = 1",
            List.of("output = {a: () => 1}", "output = [NaN]", "output = {}; output.self = output"),
            "output = 'x'.repeat(2000000)",
            "while (true) {}",
            "const keep = []; while (true) keep.push(new Array(100000).fill(1))",
            "console.log('started'); while (true) {}");

    static final List<Language> LANGUAGES = List.of(PYTHON, JAVASCRIPT);

    private static final Map<Language, ScriptUnderTest> SCRIPTS =
            Map.of(PYTHON, new ScriptUnderTest(PYTHON.name()), JAVASCRIPT, new ScriptUnderTest(JAVASCRIPT.name()));

    @BeforeEach
    void need() {
        Required.program("python3");
        Required.that(Walls.STAND, "this system cannot isolate scripts");
    }

    @AfterAll
    static void close() {
        SCRIPTS.values().forEach(ScriptUnderTest::close);
    }

    private static ScriptUnderTest scripts(Language language) {
        return Objects.requireNonNull(SCRIPTS.get(language));
    }

    @ParameterizedTest
    @FieldSource("LANGUAGES")
    void inputIsReadAndOutputIsGivenOn(Language language) throws Exception {
        ScriptUnderTest scripts = scripts(language);

        StepCall call = scripts.call(language.sum(), "{\"step1\": {\"body\": [1, 2.5]}}");

        assertThat(StepCall.output(scripts.run(call))).isEqualTo(Json.parse("{\"sum\": 3.5, \"ü\": \"€\"}"));
    }

    @ParameterizedTest
    @FieldSource("LANGUAGES")
    void aSinglePredecessorsFieldsAreThereBareWhereTheyDoNotClash(Language language) throws Exception {
        ScriptUnderTest scripts = scripts(language);

        StepCall call = scripts.call(language.bare(), "{\"a\": {\"body\": 1, \"a\": 2}}");

        assertThat(StepCall.output(scripts.run(call))).hasToString("[1,2]");
    }

    @ParameterizedTest
    @FieldSource("LANGUAGES")
    void outputComesBeforeResultAndBothMayBeMissing(Language language) throws Exception {
        for (Map.Entry<String, String> each : language.outputs().entrySet()) {
            assertThat(scripts(language).output(each.getKey()))
                    .as(each.getKey())
                    .hasToString(each.getValue());
        }
    }

    @ParameterizedTest
    @FieldSource("LANGUAGES")
    void whatItWritesIsLogged(Language language) throws Exception {
        ScriptUnderTest scripts = scripts(language);
        StepCall call = scripts.call(language.says(), "{}");

        scripts.run(call);

        assertThat(call.lines()).containsExactlyInAnyOrder("INFO one", "INFO two", "WARNING bad");
    }

    @ParameterizedTest
    @FieldSource("LANGUAGES")
    void theLogIsBounded(Language language) throws Exception {
        ScriptUnderTest scripts = scripts(language);
        StepCall call = scripts.call(language.saysMuch(), "{}");

        scripts.run(call);

        assertThat(call.lines())
                .hasSize(ScriptLog.MAX_LINES + 1)
                .endsWith("WARNING 2000 more lines were dropped; a script may log 1000");
    }

    @ParameterizedTest
    @FieldSource("LANGUAGES")
    void anErrorNamesTypeMessageAndLine(Language language) throws Exception {
        Outcome.Failed failed = scripts(language).failure(language.fails());

        assertThat(failed.problem().code()).isEqualTo("script.error");
        assertThat(failed.problem().detail()).isEqualTo(language.error());
        assertThat(failed.retryable()).isFalse();
        assertThat(scripts(language).failure(language.torn()).problem().toString())
                .startsWith("SyntaxError: ")
                .endsWith("[script.syntax]");
    }

    @ParameterizedTest
    @FieldSource("LANGUAGES")
    void anOutputThatIsNoJsonOrTooLargeIsRefused(Language language) throws Exception {
        for (String code : language.noJson()) {
            assertThat(scripts(language).failure(code).problem().code())
                    .as(code)
                    .isEqualTo("script.output-not-json");
        }
        assertThat(scripts(language).failure(language.large()).problem().code()).isEqualTo("script.output-too-large");
    }

    @ParameterizedTest
    @FieldSource("LANGUAGES")
    void whatDoesNotEndIsEnded(Language language) throws Exception {
        ScriptUnderTest scripts = scripts(language);

        Outcome.Failed failed = StepCall.failure(scripts.run(scripts.bounded(language.endless(), "64MB", "700ms")));

        assertThat(failed.problem().code()).isEqualTo("script.timeout");
        assertThat(failed.retryable()).isFalse();
        scripts.theNextOneIsUnaffected();
    }

    @ParameterizedTest
    @FieldSource("LANGUAGES")
    void whatTakesTooMuchMemoryIsEnded(Language language) throws Exception {
        ScriptUnderTest scripts = scripts(language);

        Outcome.Failed failed = StepCall.failure(scripts.run(scripts.bounded(language.greedy(), "64MB", "30s")));

        assertThat(failed.problem().code()).isEqualTo("script.memory");
        scripts.theNextOneIsUnaffected();
    }

    @ParameterizedTest
    @FieldSource("LANGUAGES")
    void anInterruptKillsTheScript(Language language) throws Exception {
        ScriptUnderTest scripts = scripts(language);
        StepCall call = scripts.call(language.waits(), "{}");
        var task = new FutureTask<>(() -> {
            try {
                return scripts.run(call).toString();
            } catch (InterruptedException _) {
                return "interrupted";
            }
        });
        Thread thread = Thread.ofVirtual().start(task);
        Await.until("it runs", () -> task.isDone() || !call.lines().isEmpty());

        thread.interrupt();

        assertThat(task.get()).isEqualTo("interrupted");
        scripts.theNextOneIsUnaffected();
    }
}
