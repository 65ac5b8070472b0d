package dev.quayside.cli.remote;

import dev.quayside.cli.OutputOptions;
import dev.quayside.cli.Terminal;
import java.time.Duration;
import java.time.Instant;
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
        return Map.copyOf(failures);
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
        switch (metadata.path("event").asString("")) {
            case "step_completed" -> {
                if (item >= 0) {
                    done.merge(step, 1, Integer::sum);
                } else {
                    say(since, name + of(step));
                }
            }
            case "step_failed" -> {
                String error = metadata.path("error").asString("");
                if (item < 0) {
                    say(since, name + of(step) + ", " + failed.getOrDefault(step, 1) + " failed");
                    return;
                }
                failed.merge(step, 1, Integer::sum);
                if (step.equals("text")) {
                    failures.put(item, error);
                    say(since, "  " + files.path(item).path("name").asString() + ": " + error);
                } else {
                    say(since, "  " + error);
                }
            }
            default -> {}
        }
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
