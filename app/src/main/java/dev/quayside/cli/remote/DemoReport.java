package dev.quayside.cli.remote;

import dev.quayside.base.Json;
import dev.quayside.cli.OutputOptions;
import dev.quayside.cli.Terminal;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What came of the demonstration. Immutable, as long as nobody changes the JSON inside.
///
/// @param files that were uploaded
/// @param run the execution, which has ended
/// @param failures why documents could not be read, by their place among the files
/// @param office whether LibreOffice made PDFs, or else Java did
record DemoReport(JsonNode files, JsonNode run, Map<Integer, String> failures, boolean office) {
    private static final String ROW = "%-17s %-6s %-4s %5s  %-9s  %-9s  %s";

    /// Whether everything was read but the document that cannot be, and all of it was converted.
    boolean asExpected() {
        Set<String> failed = new TreeSet<>();
        failures.keySet().forEach(place -> failed.add(name(place)));
        return failed.equals(Set.of(DemoFiles.BROKEN))
                && rows().size() == files.size() - 1
                && rows().valueStream()
                        .allMatch(row -> row.path("pdf").isObject()
                                || row.path("format").asString().equals("pdf"))
                && !written().isMissingNode();
    }

    void print(Terminal terminal, OutputOptions output) {
        if (output.json()) {
            terminal.print(json());
            return;
        }
        terminal.progress(output, "");
        terminal.print(ROW.formatted("DOCUMENT", "FORMAT", "LANG", "WORDS", "TONE", "PDF", "KEYWORDS"));
        rows().forEach(row -> terminal.print(line(row)));
        failures.forEach((place, why) -> {
            String name = name(place);
            String format = name.substring(name.lastIndexOf('.') + 1);
            terminal.print(ROW.formatted(name, format, "-", "-", "-", "-", Terminal.printable(why)));
        });
        terminal.print("");
        terminal.print(summary());
    }

    private static String line(JsonNode row) {
        String pdf = row.path("pdf").isObject()
                ? kilobytes(row.path("pdf").path("size").asLong())
                : row.path("format").asString().equals("pdf") ? "is one" : "failed";
        String keywords =
                row.path("keywords").valueStream().map(JsonNode::asString).collect(Collectors.joining(", "));
        return ROW.formatted(
                row.path("name").asString(),
                row.path("format").asString(),
                row.path("language").asString(),
                row.path("words").asInt(),
                row.path("tone").asString("-").toLowerCase(Locale.ROOT),
                pdf,
                Terminal.printable(keywords));
    }

    private String summary() {
        String seconds = String.format(Locale.ROOT, "%.1f", took().toMillis() / 1_000.0);
        String report = written().isMissingNode()
                ? "no report was written: " + run.path("error_message").asString("see its log")
                : "the report is the file " + written().path("name").asString() + " (id "
                        + written().path("id") + ", "
                        + kilobytes(written().path("size").asLong()) + ")";
        String rest = asExpected()
                ? ", and the one that is broken was refused, as it should be"
                : "; NOT as expected, the run ended as " + run.path("status").asString();
        return rows().size() + " of " + files.size() + " documents in " + seconds + " s" + rest + "; " + report + ".";
    }

    private ObjectNode json() {
        ArrayNode failed = Json.mapper().createArrayNode();
        failures.forEach(
                (place, why) -> failed.addObject().put("name", name(place)).put("reason", why));
        ObjectNode json = Json.object();
        json.set("documents", rows());
        json.set("failed", failed);
        json.set("report", written());
        return json.put("run", run.path("id").asString())
                .put("converted_by", office ? "office" : "java")
                .put("duration_seconds", took().toMillis() / 1_000.0);
    }

    private ArrayNode rows() {
        return run.path("execution_outputs").path("report").path("rows") instanceof ArrayNode rows
                ? rows
                : Json.mapper().createArrayNode();
    }

    /// The report's file; a missing node if it was not written.
    private JsonNode written() {
        return run.path("execution_outputs").path("write");
    }

    private String name(int place) {
        return files.path(place).path("name").asString();
    }

    private Duration took() {
        return Duration.between(
                Instant.parse(run.path("started_at").asString()),
                Instant.parse(run.path("completed_at").asString()));
    }

    private static String kilobytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f kB", bytes / 1_000.0);
    }
}
