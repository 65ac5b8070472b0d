package dev.quayside.cli;

import dev.quayside.base.Json;
import dev.quayside.base.Problem;
import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Where a command writes: results to the one stream, everything about the work to the other.
///
/// Safe for several threads, as far as single lines go.
///
/// @param out takes results only, so that another program can read them
/// @param err takes progress, warnings and errors
public record Terminal(PrintStream out, PrintStream err) {
    private static final int MOVING_WIDTH = 79;

    /// Writes a result.
    public void print(String line) {
        out.println(line);
    }

    /// Writes named values: one a line in two columns, or one JSON object.
    public void print(OutputOptions options, Map<String, String> values) {
        if (options.json()) {
            ObjectNode object = Json.object();
            values.forEach(object::put);
            print(object);
            return;
        }
        int width = values.keySet().stream().mapToInt(String::length).max().orElse(0);
        values.forEach((name, value) -> out.println(name + " ".repeat(width - name.length() + 2) + value));
    }

    /// Writes a JSON result, indented.
    public void print(JsonNode result) {
        out.println(Json.writePretty(result));
    }

    /// Says how far the work is; nothing with `--quiet`.
    public void progress(OutputOptions options, String line) {
        if (!options.quiet()) {
            err.println(line);
        }
    }

    /// Says how far something is in a line that the next one replaces; only where somebody looks.
    public void moving(OutputOptions options, String line) {
        boolean watched =
                Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
        if (watched && !options.quiet()) {
            err.print("\r" + line + " ".repeat(Math.max(0, MOVING_WIDTH - line.length())) + "\r");
            err.flush();
        }
    }

    /// A text with its control characters made visible: names and log lines must not play with the terminal.
    public static String printable(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (Character.isISOControl(c)) {
                safe.append(String.format(Locale.ROOT, "\\u%04x", c));
            } else {
                safe.appendCodePoint(c);
            }
        });
        return safe.toString();
    }

    /// Says what went wrong and under which code it is documented.
    void error(Problem problem) {
        err.println("error: " + problem.detail());
        err.println("code: " + problem.code());
    }
}
