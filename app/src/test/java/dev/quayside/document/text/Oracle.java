package dev.quayside.document.text;

import dev.quayside.base.Json;
import dev.quayside.testing.Required;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// What other programs found in the sample documents.
public final class Oracle {
    private Oracle() {}

    /// A string that Apache Tika's own tests demand of a file, and that another program finds, too.
    public record Demand(String file, String text) {
        @Override
        public String toString() {
            return file + ": " + text;
        }
    }

    public static Path folder() {
        return Required.data("office");
    }

    public static List<Demand> demands() throws IOException {
        try (Stream<String> lines = Files.lines(folder().resolve("oracle/tika_must_contain.jsonl"))) {
            return lines.map(Json::parse)
                    .filter(demand -> !demand.path("confirmed_by").isEmpty())
                    .map(demand -> new Demand(
                            demand.path("file").asString().replaceFirst("^shared/", ""),
                            demand.path("must_contain").asString()))
                    .filter(demand -> Files.exists(folder().resolve(demand.file())))
                    .toList();
        }
    }

    public static List<JsonNode> facts() throws IOException {
        return Json.parse(Files.readAllBytes(folder().resolve("oracle/conversion_facts.json")))
                .valueStream()
                .toList();
    }

    /// The texts that other programs made of a file.
    public static List<Path> texts(String file) throws IOException {
        String prefix = file.replace("/", "__") + ".";
        try (Stream<Path> all = Files.list(folder().resolve("oracle/text"))) {
            return all.filter(path -> String.valueOf(path.getFileName()).startsWith(prefix))
                    .sorted()
                    .toList();
        }
    }

    /// The share of the words of `expected` that stand in `found`, each as often.
    public static double recall(String expected, String found) {
        List<String> wanted = words(expected);
        Map<String, Integer> there = new HashMap<>();
        words(found).forEach(word -> there.merge(word, 1, Integer::sum));
        long hits = wanted.stream()
                .filter(word -> there.merge(word, -1, Integer::sum) >= 0)
                .count();
        return wanted.isEmpty() ? 1 : (double) hits / wanted.size();
    }

    public static String oneLine(String text) {
        return text.replaceAll("[\\s\\u00a0]+", " ").strip();
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
