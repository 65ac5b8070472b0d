package dev.quayside.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.tartarus.snowball.ext.PorterStemmer;

/// How good keywords are, set by set: the mean over the documents of the harmonic mean of precision and recall of
/// the first ten. Keywords are alike if they are in lower case and after Porter's stemmer has gone over each word.
final class KeywordReport {
    static final int FIRST = 10;

    private final Map<String, List<Double>> bySet = new LinkedHashMap<>();
    private final PorterStemmer stemmer = new PorterStemmer();

    /// Lets `finder` find ten keywords in each of `documents`.
    void add(List<JudgedDocument> documents, Function<String, List<String>> finder) {
        for (JudgedDocument document : documents) {
            Set<String> truth = document.keywords().stream().map(this::stems).collect(Collectors.toSet());
            Set<String> found = finder.apply(document.text()).stream()
                    .map(this::stems)
                    .limit(FIRST)
                    .collect(Collectors.toCollection(LinkedHashSet::new));
            double hits = found.stream().filter(truth::contains).count();
            bySet.computeIfAbsent(document.set(), _ -> new ArrayList<>())
                    .add(hits == 0 ? 0 : 2 * hits / (found.size() + truth.size()));
        }
    }

    /// From 0 to 1.
    double of(String set) {
        return bySet.getOrDefault(set, List.of()).stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(0);
    }

    /// A table for people.
    String table() {
        StringBuilder table = new StringBuilder("| set | documents | F1 of the first ten |\n|---|---|---|\n");
        bySet.forEach((set, values) ->
                table.append(String.format(Locale.ROOT, "| %s | %d | %.4f |\n", set, values.size(), of(set))));
        return table.toString();
    }

    private String stems(String phrase) {
        return Arrays.stream(phrase.toLowerCase(Locale.ROOT).strip().split("\\s+", -1))
                .map(word -> {
                    stemmer.setCurrent(word);
                    stemmer.stem();
                    return stemmer.getCurrent();
                })
                .collect(Collectors.joining(" "));
    }
}
