package dev.quayside.training;

import dev.quayside.document.tonality.Score;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/// How good a model is on judged sentences, set by set.
final class ToneReport {
    /// Of a rating as near to 0 as this nobody should claim a sign.
    private static final double NEUTRAL = 0.1;

    private final Map<DataSet, List<Judged>> judged = new EnumMap<>(DataSet.class);

    /// What people said of a sentence and what the model says.
    private record Judged(double truth, Score score) {}

    /// Lets `model` judge `examples`.
    static ToneReport of(List<Example> examples, Function<String, Score> model) {
        ToneReport report = new ToneReport();
        report.add(examples, model);
        return report;
    }

    /// Lets another model judge other examples, for one report of both.
    void add(List<Example> examples, Function<String, Score> model) {
        for (Example example : examples) {
            judged.computeIfAbsent(example.set(), _ -> new ArrayList<>())
                    .add(new Judged(example.value(), model.apply(example.text())));
        }
    }

    /// How many of the sentences with a sign get it right.
    double signs(DataSet set) {
        List<Judged> signed =
                of(set).stream().filter(one -> Math.abs(one.truth()) > NEUTRAL).toList();
        return signed.stream()
                        .filter(one -> one.score().polarity() > 0 == one.truth() > 0)
                        .count()
                / (double) signed.size();
    }

    /// Pearson's correlation of the polarity with the ratings.
    double correlation(DataSet set) {
        List<Judged> rated = of(set);
        double meanTruth = rated.stream().mapToDouble(Judged::truth).average().orElse(0);
        double mean = rated.stream()
                .mapToDouble(one -> one.score().polarity())
                .average()
                .orElse(0);
        double both = 0;
        double truths = 0;
        double scores = 0;
        for (Judged one : rated) {
            double truth = one.truth() - meanTruth;
            double score = one.score().polarity() - mean;
            both += truth * score;
            truths += truth * truth;
            scores += score * score;
        }
        return both / Math.sqrt(truths * scores);
    }

    /// How many sentences of both sets about subjectivity are on the right side of 0.5.
    double subjectivities() {
        List<Judged> all = new ArrayList<>(of(DataSet.SUBJECTIVE));
        all.addAll(of(DataSet.OBJECTIVE));
        return all.stream()
                        .filter(one -> one.score().subjectivity() > 0.5 == one.truth() > 0)
                        .count()
                / (double) all.size();
    }

    /// A table for people.
    String table() {
        StringBuilder table = new StringBuilder("| set | sentences | figure | value |\n|---|---|---|---|\n");
        judged.forEach((set, list) -> {
            if (!set.isAboutSubjectivity()) {
                row(table, set.name(), list.size(), "right sign", signs(set));
            }
            if (set.isRated()) {
                row(table, set.name(), list.size(), "correlation with ratings", correlation(set));
            }
        });
        int size = of(DataSet.SUBJECTIVE).size() + of(DataSet.OBJECTIVE).size();
        row(table, "SUBJECTIVE, OBJECTIVE", size, "right side of 0.5", subjectivities());
        return table.toString();
    }

    private List<Judged> of(DataSet set) {
        return judged.getOrDefault(set, List.of());
    }

    private static void row(StringBuilder table, String set, int sentences, String figure, double value) {
        table.append(String.format(Locale.ROOT, "| %s | %d | %s | %.4f |\n", set, sentences, figure, value));
    }
}
