package dev.quayside.action.script.javascript;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotAccess;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.SourceSection;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.IOAccess;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.jspecify.annotations.Nullable;

/// One script in a context of its own: no host classes, no files, no threads, no processes, no environment.
/// Used by one thread; its watchdog has another.
final class Script implements AutoCloseable {
    /// Characters of log lines that are passed on; the server keeps fewer.
    private static final int LOG_BUDGET = 20 << 20;

    private static final String PRELUDE = """
            (function (log, warn) {
                const show = value => typeof value === 'string' ? value
                    : value instanceof Error ? String(value.stack ?? value)
                    : (() => { try { return JSON.stringify(value) ?? String(value); } catch { return String(value); } })();
                const line = write => (...values) => { write(values.map(show).join(' ')); };
                globalThis.console = Object.freeze({
                    log: line(log), info: line(log), debug: line(log), warn: line(warn), error: line(warn)});
                globalThis.print = line(log);
            })
            """;
    private static final String WRITER = """
            (function () {
                const value = typeof output !== 'undefined' ? output : typeof result !== 'undefined' ? result : null;
                const odd = what => { throw new TypeError('it holds ' + what); };
                return JSON.stringify(value, (_, item) =>
                    typeof item === 'function' ? odd('a function')
                    : typeof item === 'symbol' ? odd('a symbol')
                    : typeof item === 'bigint' ? odd('a BigInt')
                    : typeof item === 'number' && !Number.isFinite(item) ? odd('the number ' + item)
                    : item instanceof Map ? odd('a Map')
                    : item instanceof Set ? odd('a Set')
                    : item === undefined ? null : item);
            })
            """;

    private final JavaScriptWorker.Order order;
    private final JavaScriptWorker worker;
    private final Context context;
    private final Watchdog watchdog;
    private int logged;
    private long dropped;

    Script(Engine engine, JavaScriptWorker.Order order, JavaScriptWorker worker) {
        this.order = order;
        this.worker = worker;
        this.context = Context.newBuilder("js")
                .engine(engine)
                .allowAllAccess(false)
                .allowHostAccess(HostAccess.NONE)
                .allowPolyglotAccess(PolyglotAccess.NONE)
                .allowIO(IOAccess.NONE)
                .option("js.console", "false")
                .option("js.print", "false")
                .option("js.load", "false")
                .allowExperimentalOptions(true)
                .option("js.graal-builtin", "false")
                .option("js.polyglot-builtin", "false")
                .build();
        this.watchdog = new Watchdog(context, order.millis(), order.memoryBytes());
    }

    /// Runs to the end, or to where the watchdog stopped it.
    ///
    /// @return `V` and the output as JSON, or `F` and a description of the failure, or nothing if it was stopped
    String run() {
        watchdog.start();
        String code = "";
        try {
            Value json = context.eval("js", "JSON");
            Value parse = json.getMember("parse");
            context.eval("js", PRELUDE).execute(line('O'), line('E'));
            Value writer = context.eval("js", WRITER);
            Value request = parse.execute(order.payload());
            code = request.getMember("code").asString();
            context.getBindings("js").putMember("input", request.getMember("input"));
            context.eval(Source.newBuilder("js", code, "<script>").buildLiteral());
            return watchdog.stopped() == null ? written(writer) : "";
        } catch (PolyglotException e) {
            return watchdog.stopped() != null || e.isCancelled() ? "" : failure(e, code);
        } finally {
            watchdog.stop();
        }
    }

    /// How it ended, as JSON.
    String report() {
        String stopped = watchdog.stopped();
        return "{\"stopped\":" + (stopped == null ? "null" : "\"" + stopped + "\"") + ",\"dropped\":" + dropped
                + ",\"reusable\":" + (stopped == null) + "}";
    }

    @Override
    public void close() {
        context.close(true);
    }

    private String written(Value writer) {
        String json;
        try {
            json = writer.execute().asString();
        } catch (PolyglotException e) {
            if (watchdog.stopped() != null || e.isCancelled()) {
                return "";
            }
            String message = String.valueOf(e.getMessage()).replaceFirst("^TypeError: ", "");
            return described("script.output-not-json", "", message, null, null);
        }
        int bytes = json.getBytes(StandardCharsets.UTF_8).length;
        return bytes > order.outputBytes()
                ? described("script.output-too-large", "", Integer.toString(bytes), null, null)
                : "V" + json;
    }

    private static String failure(PolyglotException e, String code) {
        String[] parts = String.valueOf(e.getMessage()).split(": ", 2);
        boolean typed = parts.length == 2 && parts[0].matches("[A-Za-z]{1,60}");
        SourceSection at = e.getSourceLocation();
        Integer line = at != null && at.getSource().getName().equals("<script>") ? at.getStartLine() : null;
        String text = line == null
                ? null
                : code.lines().skip(line - 1L).findFirst().orElse("").strip();
        return described(
                e.isSyntaxError() ? "script.syntax" : e.isResourceExhausted() ? "script.memory" : "script.error",
                typed ? parts[0] : "Error",
                typed
                        ? parts[1].replaceFirst("^<script>:\\d+:\\d+ ", "")
                                .lines()
                                .findFirst()
                                .orElse("")
                        : String.join(": ", parts),
                line,
                text);
    }

    private static String described(
            String code, String type, String message, @Nullable Integer line, @Nullable String text) {
        return "F{\"code\":" + quoted(code) + ",\"type\":" + quoted(type) + ",\"message\":" + quoted(message)
                + ",\"line\":" + line + ",\"text\":" + quoted(text) + "}";
    }

    private static String quoted(@Nullable String text) {
        if (text == null) {
            return "null";
        }
        return text.chars()
                .limit(2_000)
                .mapToObj(c -> c >= ' ' && c < 127 && c != '"' && c != '\\'
                        ? String.valueOf((char) c)
                        : String.format("\\u%04x", c))
                .collect(Collectors.joining("", "\"", "\""));
    }

    private ProxyExecutable line(char kind) {
        return values -> {
            String text = Arrays.stream(values).map(Value::asString).collect(Collectors.joining(" "));
            logged += Math.min(text.length(), LOG_BUDGET) + 1;
            if (logged > LOG_BUDGET) {
                logged = LOG_BUDGET;
                dropped++;
                return true;
            }
            try {
                worker.frame(kind, (text + "\n").getBytes(StandardCharsets.UTF_8));
            } catch (IOException _) {
                Runtime.getRuntime().halt(0);
            }
            return true;
        };
    }
}
