package dev.quayside.action.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.testing.Required;
import dev.quayside.testing.StepCall;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is JavaScript's own; the rest is in [ScriptContractTest].
class JavaScriptScriptTest {
    private static final ScriptUnderTest SCRIPTS = new ScriptUnderTest("javascript");

    @BeforeEach
    void need() {
        Required.that(Walls.STAND, "this system cannot isolate scripts");
    }

    @AfterAll
    static void close() {
        SCRIPTS.close();
    }

    @Test
    void outputMayBeDeclaredAnyWay() throws Exception {
        assertThat(SCRIPTS.output("let output = 1")).hasToString("1");
        assertThat(SCRIPTS.output("var output = 2")).hasToString("2");
        assertThat(SCRIPTS.output("const result = 3; output = 4")).hasToString("4");
        assertThat(SCRIPTS.output("output = typeof leaked; var leaked = 1; globalThis.other = 1"))
                .hasToString("\"undefined\"");
        assertThat(SCRIPTS.output("output = typeof other")).hasToString("\"undefined\"");
    }

    @Test
    void objectsAreLoggedAsJson() throws Exception {
        StepCall call = SCRIPTS.call("console.log('a', {b: 1})", "{}");

        SCRIPTS.run(call);

        assertThat(call.lines()).containsExactly("INFO a {\"b\":1}");
    }

    @Test
    void whateverIsThrownIsNamed() throws Exception {
        assertThat(SCRIPTS.failure("throw 'enough'").problem().detail()).contains("enough");
    }

    @Test
    void anOutputThatIsNoJsonNamesItsType() throws Exception {
        assertThat(SCRIPTS.failure("output = {a: () => 1}").problem().detail()).contains("it holds a function");
        assertThat(SCRIPTS.failure("output = 10n").problem().detail()).contains("a BigInt");
    }

    @Test
    void thereIsNoWayOut() throws Exception {
        assertThat(SCRIPTS.output("""
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
            assertThat(SCRIPTS.failure(code).problem().code()).as(code).isEqualTo("script.error");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "for (;;) { try { while (true) {} } catch (e) {} finally { continue } }",
                "while (true) console.log('endless')",
                "/^(a+)+$/.test('a'.repeat(50) + '!'); while (true) {}",
                "const f = () => { try { f() } finally { f() } }; f()",
            })
    void whatDoesNotEndIsEnded(String code) throws Exception {
        assertThat(StepCall.failure(SCRIPTS.run(SCRIPTS.bounded(code, "64MB", "700ms"))))
                .matches(failed -> failed.problem().code().equals("script.timeout"))
                .matches(failed -> !failed.retryable());
        SCRIPTS.theNextOneIsUnaffected();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "let text = 'x'; while (true) text += text + Math.random()",
                "const keep = []; while (true) keep.push(new ArrayBuffer(1 << 26))",
            })
    void whatTakesTooMuchMemoryIsEnded(String code) throws Exception {
        assertThat(StepCall.failure(SCRIPTS.run(SCRIPTS.bounded(code, "32MB", "30s")))
                        .problem()
                        .toString())
                .containsAnyOf("[script.memory]", "Invalid string length");
        SCRIPTS.theNextOneIsUnaffected();
    }
}
