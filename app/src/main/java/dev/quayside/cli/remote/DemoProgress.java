package dev.quayside.cli.remote;

import dev.quayside.cli.OutputOptions;
import dev.quayside.cli.Terminal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// Shows the demonstration's run while it goes, from its stream of log lines: a line for each step that ends, and
/// for each document that a step cannot work on. One thread at a time.
final class DemoProgress {
    private final Terminal terminal;
    private final OutputOptions output;
    private final JsonNode files;
    private final Instant began;
    private final Map<String, Integer> done = new HashMap<>();
    private final Map<String, Integer> failed = new HashMap<>();
    private final Map<Integer, String> failures = new TreeMap<>();

    /// @param files as the workflow was given them
    /// @param began when the run did
    DemoProgress(Terminal terminal, OutputOptions output, JsonNode files, Instant began) {
        this.terminal = terminal;
        this.output = output;
        this.files = files;
        this.began = began;
    }

    /// Why documents could not be read, by their place among the files.
    Map<Integer, String> failures() {
        return Collections.unmodifiableMap(failures);
    }

    /// Takes an event of the stream; false when it is the last.
    boolean show(String event, JsonNode line) {
        if (event.equals("log")) {
            Instant at = Instant.parse(line.path("timestamp").asString());
            show(line, Duration.between(began, at));
        }
        return !event.equals("end");
    }

    private void show(JsonNode line, Duration since) {
        JsonNode metadata = line.path("metadata");
        String step = line.path("step_id").asString("");
        int item = metadata.path("item").asInt(-1);
        String name = line.path("step_name").asString("");
        String event = metadata.path("event").asString("");
        String error = metadata.path("error").asString("");
        boolean ended = event.equals("step_completed");
        if (item >= 0 && ended) {
            done.merge(step, 1, Integer::sum);
        } else if (item >= 0 && event.equals("step_failed")) {
            failed.merge(step, 1, Integer::sum);
            say(since, "  " + failure(step, item, error));
        } else if (ended) {
            say(since, name + of(step));
        } else if (event.equals("step_failed")) {
            Integer items = failed.get(step);
            say(since, items == null ? name + " failed: " + error : name + of(step) + ", " + items + " failed");
        }
    }

    /// Only of the first step are the items the files that were uploaded.
    private String failure(String step, int item, String error) {
        if (!step.equals("text")) {
            return error;
        }
        failures.put(item, error);
        return files.path(item).path("name").asString() + ": " + error;
    }

    private String of(String step) {
        int documents = done.getOrDefault(step, 0);
        return documents == 0 ? "" : ": " + documents + " documents";
    }

    private void say(Duration since, String what) {
        terminal.progress(
                output,
                String.format(Locale.ROOT, "%7.1f s  %s", since.toMillis() / 1_000.0, Terminal.printable(what)));
    }
}
