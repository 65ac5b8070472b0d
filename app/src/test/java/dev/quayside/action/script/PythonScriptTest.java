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

class PythonScriptTest {
    private static final ScriptSettings SETTINGS =
            new ScriptSettings("python3", 1, false, Duration.ofMinutes(2), 512 << 20, 1 << 20);
    private static final ScriptStep STEP = new ScriptStep(SETTINGS);

    @BeforeEach
    void need() {
        Required.program("python3");
        Required.that(Walls.STAND, "this system cannot isolate scripts");
    }

    /// The next script runs as if nothing had happened, on the same pool of one worker.
    @AfterAll
    static void close() {
        STEP.close();
    }

    @Test
    void theExampleOfTheReadmeWorks() throws Exception {
        StepCall call = call(
                "# Process data from step1\nresult = input['step1']['body']\noutput = {'processed': result}\n",
                "{\"step1\": {\"status\": 200, \"body\": [1, 2.5, null]}}");

        assertThat(StepCall.output(STEP.run(call))).isEqualTo(Json.parse("{\"processed\": [1, 2.5, null]}"));
    }

    @Test
    void aSinglePredecessorsFieldsAreThereBareWhereTheyDoNotClash() throws Exception {
        StepCall call = call("output = [input['body'], input['a']['a']]", "{\"a\": {\"body\": 1, \"a\": 2}}");

        assertThat(StepCall.output(STEP.run(call))).hasToString("[1,2]");
        assertThat(StepCall.output(STEP.run(call("output = sorted(input)", "{\"a\": {\"x\": 1}, \"b\": {}}"))))
                .hasToString("[\"a\",\"b\"]");
    }

    @Test
    void outputComesBeforeResultAndBothMayBeMissing() throws Exception {
        assertThat(output("result = 1\noutput = 2")).hasToString("2");
        assertThat(output("result = 1")).hasToString("1");
        assertThat(output("pass")).hasToString("null");
        assertThat(output("output = None\nresult = 1")).hasToString("null");
    }

    @Test
    void functionsClassesAndTheStandardLibraryWork() throws Exception {
        assertThat(output("""
                import json, re, datetime, statistics, dataclasses, threading
                @dataclasses.dataclass
                class Box:
                    size: int
                def total(boxes):
                    return sum(box.size for box in boxes)
                found = []
                thread = threading.Thread(target=lambda: found.append(total([Box(2), Box(3)])))
                thread.start(); thread.join()
                open('note.txt', 'w').write('scratch')
                output = {'total': found[0], 'mean': statistics.mean([1, 2]), 'note': open('note.txt').read(), 'ü': '€'}
                """))
                .isEqualTo(Json.parse("{\"total\": 5, \"mean\": 1.5, \"note\": \"scratch\", \"ü\": \"€\"}"));
    }

    @Test
    void whatItPrintsIsLogged() throws Exception {
        StepCall call =
                call("import sys\nprint('one\\ntwo')\nprint('bad', file=sys.stderr)\nsys.stdout.write('rest')", "{}");

        STEP.run(call);

        assertThat(call.lines()).containsExactlyInAnyOrder("INFO one", "INFO two", "WARNING bad", "INFO rest");
    }

    @Test
    void theLogIsBounded() throws Exception {
        StepCall call = call("for i in range(3000):\n    print(i)\nprint('x' * 100000)", "{}");

        STEP.run(call);

        assertThat(call.lines()).hasSize(1_001).endsWith("WARNING 2001 more lines were dropped; a script may log 1000");
        StepCall wide = call("print('x' * 100000)", "{}");
        STEP.run(wide);
        assertThat(wide.lines()).singleElement().asString().hasSize("INFO ".length() + 16 * 1_024);
    }

    @Test
    void anErrorNamesTypeMessageAndLine() throws Exception {
        Outcome.Failed failed = failure("def f(x):\n    return 1 / x\n\nf(0)\n");

        assertThat(failed.problem().code()).isEqualTo("script.error");
        assertThat(failed.problem().detail()).isEqualTo("ZeroDivisionError: division by zero (line 2: return 1 / x)");
        assertThat(failed.retryable()).isFalse();
        assertThat(failure("x = [\n").problem().toString())
                .startsWith("SyntaxError: ")
                .endsWith("[script.syntax]");
        assertThat(failure("import sys\nsys.exit('enough')").problem().detail()).contains("SystemExit: enough (line 2");
    }

    @Test
    void anOutputThatIsNoJsonNamesItsType() throws Exception {
        assertThat(failure("output = {'a': [{1, 2}]}").problem().detail()).contains("a value of the type set");
        assertThat(failure("output = float('nan')").problem().code()).isEqualTo("script.output-not-json");
        assertThat(failure("output = '\\ud800'").problem().code()).isEqualTo("script.output-not-json");
        assertThat(failure("output = []\noutput.append(output)").problem().code())
                .isEqualTo("script.output-not-json");
        assertThat(failure("output = {(1, 2): 3}").problem().code()).isEqualTo("script.output-not-json");
        assertThat(failure("output = 0\nfor _ in range(900): output = [output]")
                        .problem()
                        .code())
                .isEqualTo("script.output-not-json");
        assertThat(failure("output = 'x' * 2000000").problem().code()).isEqualTo("script.output-too-large");
    }

    @Test
    void leavingEarlyCounts() throws Exception {
        assertThat(output("import sys\noutput = 7\nsys.exit()")).hasToString("7");
        assertThat(failure("import os\noutput = 7\nos._exit(0)").problem().code())
                .isEqualTo("script.error");
        assertThat(failure("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)")
                        .problem()
                        .detail())
                .contains("signal 11");
        theNextScriptIsUnaffected();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "while True: pass",
                "import time\ntime.sleep(1000)",
                "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nwhile True: pass",
                "import signal, os\nfor n in range(1, 64):\n  try: signal.signal(n, signal.SIG_IGN)\n  except Exception: pass\n"
                        + "while True: pass",
                "import os\nos.close(1); os.close(2); os.close(3)\nwhile True: pass",
                "import os\nwhile True:\n  try: os.fork()\n  except OSError: pass",
                "while True: print('endless')",
                "import os\nwhile True: os.write(1, b'x' * 65536)",
                "import os\nif os.fork() == 0:\n  os.setsid()\nwhile True: pass",
            })
    void whatDoesNotEndIsEnded(String code) throws Exception {
        StepCall call = new StepCall(
                Json.object().put("language", "python").put("code", code).put("timeout", "700ms"),
                Json.object(),
                Instant.EPOCH);

        assertThat(StepCall.failure(STEP.run(call)))
                .matches(failed -> failed.problem().code().equals("script.timeout")
                        || failed.problem().code().equals("script.memory"))
                .matches(failed -> !failed.retryable());
        assertThat(call.lines()).hasSizeLessThanOrEqualTo(ScriptLog.MAX_LINES + 1);
        theNextScriptIsUnaffected();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "output = 'x' * (1 << 30)",
                "keep = []\nwhile True: keep.append(bytearray(10000000))",
                "import os, time\nfor _ in range(20):\n  if os.fork() == 0:\n    keep = bytearray(b'x') * 30000000\n"
                        + "    time.sleep(100)\ntime.sleep(100)",
            })
    void whatTakesTooMuchMemoryIsEnded(String code) throws Exception {
        StepCall call = new StepCall(
                Json.object().put("code", code).put("memory", "64MB").put("timeout", 20), Json.object(), Instant.EPOCH);

        assertThat(StepCall.failure(STEP.run(call)).problem().code()).isEqualTo("script.memory");
        theNextScriptIsUnaffected();
    }

    @Test
    void nothingOfTheServerIsVisible() throws Exception {
        long server = ProcessHandle.current().pid();

        JsonNode seen = output("""
                import os, glob
                def read(path):
                    try:
                        return open(path, 'rb').read().decode('utf-8', 'replace')
                    except OSError as error:
                        return type(error).__name__
                output = {
                    'own': sorted(os.environ),
                    'init': read('/proc/1/environ'), 'server': read('/proc/%d/environ'),
                    'memory': read('/proc/1/mem'), 'cmdline': read('/proc/1/cmdline')[:0],
                    'passwd': read('/etc/passwd'), 'server files': read('%s/pom.xml'), 'shadow': read('/etc/shadow'),
                    'root': sorted(os.listdir('/')), 'processes': len(glob.glob('/proc/[0-9]*')),
                    'privileged': [line for line in open('/proc/self/status') if line.startswith('CapEff')],
                }
                """.formatted(server, System.getProperty("user.dir")));

        assertThat(seen.path("own")).hasToString("[\"LANG\"]");
        assertThat(seen.path("init").asString()).isIn("PermissionError", "LANG=C.UTF-8");
        assertThat(seen.path("server").asString()).isEqualTo("FileNotFoundError");
        assertThat(seen.path("memory").asString()).isEqualTo("PermissionError");
        assertThat(seen.path("passwd").asString()).isEqualTo("FileNotFoundError");
        assertThat(seen.path("server files").asString()).isEqualTo("FileNotFoundError");
        assertThat(seen.path("root").toString()).doesNotContain("home", "work", "var", "mnt");
        assertThat(seen.path("processes").asInt()).isEqualTo(2);
        assertThat(seen.path("privileged").toString()).contains("0000000000000000");
    }

    @Test
    void thereIsNoNetwork() throws Exception {
        assertThat(failure("import socket\nsocket.create_connection(('1.1.1.1', 53), 2)")
                        .problem()
                        .detail())
                .contains("Network is unreachable");
        assertThat(failure("import urllib.request\nurllib.request.urlopen('http://127.0.0.1:80', timeout=2)")
                        .problem()
                        .detail())
                .contains("URLError");
    }

    @Test
    void aHugeFileIsCutOffAndFilesDoNotStay() throws Exception {
        assertThat(failure("""
                with open('big', 'wb') as file:
                    for _ in range(10 * 1024):
                        file.write(b'x' * (1 << 20))
                """).problem().detail()).contains("OSError");
        assertThat(output("import os\noutput = os.listdir('.')")).hasToString("[]");
        assertThat(output("import os\nos.makedirs('a/b/c')\nopen('a/b/f', 'w')\nos.chmod('a/b', 0)\noutput = 1"))
                .hasToString("1");
        assertThat(output("import os\noutput = os.listdir('.')")).hasToString("[]");
        assertThat(failure("open('/usr/lib/evil.py', 'w')").problem().detail()).contains("Read-only file system");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "import os\nos.write(1, bytes(range(256)) * 100)",
                "import os, struct\nos.write(1, struct.pack('>cI', b'X', 2) + b'{}')",
                "import os, struct\nfor fd in range(3, 256):\n  try: os.write(fd, struct.pack('>cI', b'X', 2) + b'{}')\n"
                        + "  except OSError: pass",
                "import os\nos.kill(1, 9)\nos.kill(os.getppid(), 15)\nos.kill(-1, 2)",
                "import os\nif os.fork() == 0:\n  os.setsid()\n  if os.fork() == 0:\n    import time\n    time.sleep(600)",
                "import sys\nsys.stdout.close()\nsys.stderr = None",
                "import json, builtins\njson.dumps = None\nbuiltins.open = None\nbuiltins.len = lambda x: 1/0",
                "import os\nfor fd in range(3): os.close(fd)",
            })
    void mischiefStaysInTheScript(String code) throws Exception {
        assertThat(STEP.run(call(code, "{}"))).isNotNull();

        theNextScriptIsUnaffected();
    }

    @Test
    void anInterruptKillsTheScript() throws Exception {
        StepCall call = call("import time\nprint('started')\ntime.sleep(1000)", "{}");
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

    @Test
    void aMissingPythonSaysWhatToInstall() throws Exception {
        try (var step = new ScriptStep(
                new ScriptSettings("python-of-nowhere", 1, false, Duration.ofMinutes(1), 512 << 20, 1 << 20))) {
            assertThat(StepCall.failure(step.run(call("output = 1", "{}"))).problem())
                    .matches(problem -> problem.code().equals("script.python-missing"))
                    .matches(problem -> problem.detail().contains("apt install python3"));
        }
    }

    @Test
    void theCheckKnowsTheBounds() {
        assertThat(StepCall.errors(STEP.type(), """
                        {"language": "pyton", "code": "", "timeout": "1h", "memory": "2GB"}
                        """))
                .satisfiesExactly(
                        error -> assertThat(error)
                                .startsWith("/language: there is no language 'pyton'; did you mean 'python'?"),
                        error -> assertThat(error).startsWith("/timeout: must be above 0 and at most 120 seconds"),
                        error -> assertThat(error).startsWith("/memory: must be 8 MB to 512 MB"));
        assertThat(StepCall.errors(STEP.type(), "{\"code\": \"\", \"timeout\": \"{{ inputs.t }}\"}"))
                .isEmpty();
    }

    private static void theNextScriptIsUnaffected() throws InterruptedException {
        assertThat(output("import os, json\noutput = [len(os.listdir('.')), json.dumps({})]"))
                .hasToString("[0,\"{}\"]");
    }

    private static JsonNode output(String code) throws InterruptedException {
        return StepCall.output(STEP.run(call(code, "{}")));
    }

    private static Outcome.Failed failure(String code) throws InterruptedException {
        return StepCall.failure(STEP.run(call(code, "{}")));
    }

    private static StepCall call(String code, String input) {
        ObjectNode config = Json.object().put("language", "python").put("code", code);
        return new StepCall(config, (ObjectNode) Json.parse(input), Instant.EPOCH);
    }
}
