package dev.quayside.action.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import dev.quayside.testing.Await;
import dev.quayside.testing.Required;
import dev.quayside.testing.StepCall;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// What is Python's own; the rest is in [ScriptContractTest].
class PythonScriptTest {
    private static final ScriptUnderTest SCRIPTS = new ScriptUnderTest("python");

    @BeforeEach
    void need() {
        Required.program("python3");
        Required.that(Walls.STAND, "this system cannot isolate scripts");
    }

    @AfterAll
    static void close() {
        SCRIPTS.close();
    }

    @Test
    void theExampleOfTheReadmeWorks() throws Exception {
        StepCall call = SCRIPTS.call(
                "# Process data from step1\nresult = input['step1']['body']\noutput = {'processed': result}\n",
                "{\"step1\": {\"status\": 200, \"body\": [1, 2.5, null]}}");

        assertThat(StepCall.output(SCRIPTS.run(call))).isEqualTo(Json.parse("{\"processed\": [1, 2.5, null]}"));
    }

    @Test
    void functionsClassesAndTheStandardLibraryWork() throws Exception {
        assertThat(SCRIPTS.output("""
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
    void aLongLineIsCutAndTheLastNeedsNoEnd() throws Exception {
        StepCall call = SCRIPTS.call("import sys\nprint('x' * 100000)\nsys.stdout.write('rest')", "{}");

        SCRIPTS.run(call);

        assertThat(call.lines()).hasSize(2).endsWith("INFO rest");
        assertThat(call.lines().getFirst()).hasSize("INFO ".length() + 16 * 1_024);
    }

    @Test
    void anOutputThatIsNoJsonNamesItsType() throws Exception {
        assertThat(SCRIPTS.failure("output = {'a': [{1, 2}]}").problem().detail())
                .contains("a value of the type set");
        for (String code : List.of(
                "output = '\\ud800'", "output = {(1, 2): 3}", "output = 0\nfor _ in range(900): output = [output]")) {
            assertThat(SCRIPTS.failure(code).problem().code()).as(code).isEqualTo("script.output-not-json");
        }
    }

    @Test
    void leavingEarlyCounts() throws Exception {
        assertThat(SCRIPTS.output("import sys\noutput = 7\nsys.exit()")).hasToString("7");
        assertThat(SCRIPTS.failure("import sys\nsys.exit('enough')").problem().detail())
                .contains("SystemExit: enough (line 2");
        assertThat(SCRIPTS.failure("import os\noutput = 7\nos._exit(0)")
                        .problem()
                        .code())
                .isEqualTo("script.error");
        assertThat(SCRIPTS.failure("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)")
                        .problem()
                        .detail())
                .contains("signal 11");
        SCRIPTS.theNextOneIsUnaffected();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
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
        StepCall call = SCRIPTS.bounded(code, "64MB", "700ms");

        assertThat(StepCall.failure(SCRIPTS.run(call)))
                .matches(failed -> failed.problem().code().equals("script.timeout")
                        || failed.problem().code().equals("script.memory"))
                .matches(failed -> !failed.retryable());
        assertThat(call.lines()).hasSizeLessThanOrEqualTo(ScriptLog.MAX_LINES + 1);
        SCRIPTS.theNextOneIsUnaffected();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "output = 'x' * (1 << 30)",
                "import os, time\nfor _ in range(20):\n  if os.fork() == 0:\n    keep = bytearray(b'x') * 30000000\n"
                        + "    time.sleep(100)\ntime.sleep(100)",
            })
    void whatTakesTooMuchMemoryIsEnded(String code) throws Exception {
        assertThat(StepCall.failure(SCRIPTS.run(SCRIPTS.bounded(code, "64MB", "20s")))
                        .problem()
                        .code())
                .isEqualTo("script.memory");
        SCRIPTS.theNextOneIsUnaffected();
    }

    @Test
    void nothingOfTheServerIsVisible() throws Exception {
        long server = ProcessHandle.current().pid();

        JsonNode seen = SCRIPTS.output("""
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
        assertThat(SCRIPTS.failure("import socket\nsocket.create_connection(('1.1.1.1', 53), 2)")
                        .problem()
                        .detail())
                .contains("Network is unreachable");
        assertThat(SCRIPTS.failure("import urllib.request\nurllib.request.urlopen('http://127.0.0.1:80', timeout=2)")
                        .problem()
                        .detail())
                .contains("URLError");
    }

    @Test
    void aHugeFileIsCutOffAndFilesDoNotStay() throws Exception {
        assertThat(SCRIPTS.failure("""
                with open('big', 'wb') as file:
                    for _ in range(10 * 1024):
                        file.write(b'x' * (1 << 20))
                """).problem().detail()).contains("OSError");
        assertThat(SCRIPTS.output("import os\noutput = os.listdir('.')")).hasToString("[]");
        assertThat(SCRIPTS.output(
                        "import os\nos.makedirs('a/b/c')\nopen('a/b/f', 'w')\nos.chmod('a/b', 0)\noutput = 1"))
                .hasToString("1");
        assertThat(SCRIPTS.output("import os\noutput = os.listdir('.')")).hasToString("[]");
        assertThat(SCRIPTS.failure("open('/usr/lib/evil.py', 'w')").problem().detail())
                .contains("Read-only file system");
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
        assertThat(SCRIPTS.run(SCRIPTS.call(code, "{}"))).isNotNull();

        SCRIPTS.theNextOneIsUnaffected();
    }

    @Test
    void whatAScriptNextDoorTakesIsNotMissingHere() throws Exception {
        try (var nextDoor = new ScriptUnderTest("python")) {
            StepCall greedy = nextDoor.bounded("""
                    import os, time
                    try:
                        while os.fork(): pass
                    except OSError:
                        print('no more')
                    time.sleep(60)
                    """, "256MB", "60s");
            Thread holder = Thread.ofVirtual().start(() -> {
                try {
                    nextDoor.run(greedy);
                } catch (InterruptedException stop) {
                    Thread.currentThread().interrupt();
                }
            });
            Await.until("it has all that it gets", () -> greedy.lines().contains("INFO no more"));

            assertThat(SCRIPTS.output("""
                    import threading
                    threads = [threading.Thread(target=lambda: None) for _ in range(20)]
                    for thread in threads: thread.start()
                    for thread in threads: thread.join()
                    output = len(threads)
                    """)).hasToString("20");
            holder.interrupt();
            holder.join();
        }
    }

    @Test
    void aMissingPythonSaysWhatToInstall() throws Exception {
        try (var step = new ScriptStep(
                new ScriptSettings("python-of-nowhere", 1, false, Duration.ofMinutes(1), 512 << 20, 1 << 20))) {
            assertThat(StepCall.failure(step.run(SCRIPTS.call("output = 1", "{}")))
                            .problem())
                    .matches(problem -> problem.code().equals("script.python-missing"))
                    .matches(problem -> problem.detail().contains("apt install python3"));
        }
    }

    @Test
    void theCheckKnowsTheBounds() {
        assertThat(StepCall.errors(SCRIPTS.step().type(), """
                        {"language": "pyton", "code": "", "timeout": "1h", "memory": "2GB"}
                        """))
                .satisfiesExactly(
                        error -> assertThat(error)
                                .startsWith("/language: there is no language 'pyton'; did you mean 'python'?"),
                        error -> assertThat(error).startsWith("/timeout: must be above 0 and at most 120 seconds"),
                        error -> assertThat(error).startsWith("/memory: must be 8 MB to 512 MB"));
        assertThat(StepCall.errors(SCRIPTS.step().type(), "{\"code\": \"\", \"timeout\": \"{{ inputs.t }}\"}"))
                .isEmpty();
    }
}
