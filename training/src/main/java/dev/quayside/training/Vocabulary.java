package dev.quayside.training;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ObjDoubleConsumer;

/// The features that are learned, and how much each counts at first.
///
/// A feature that is much more frequent on one side than on the other is given a greater number, so that it costs
/// less to give it a weight. Source: Wang and Manning, Baselines and Bigrams, ACL 2012; half of their ratio and half of
/// the plain 1 turned out best in cross-validation.
final class Vocabulary {
    private static final int FEWEST = 2;
    private static final double SHARE_OF_RATIO = 0.5;

    private final int signals;

    /// The column of a feature.
    private final SortedMap<Long, Integer> columns = new TreeMap<>();

    /// By column, without those of the signals.
    private final List<Double> numbers = new ArrayList<>();

    /// The features that occur in at least two of `targets`.
    ///
    /// @param signals how many columns come before those of the features
    Vocabulary(List<Target> targets, int signals) {
        this.signals = signals;
        SortedMap<Long, int[]> counts = new TreeMap<>();
        int[] totals = new int[2];
        for (Target target : targets) {
            int side = target.value() > 0 ? 1 : 0;
            totals[side]++;
            target.sentence()
                    .features()
                    .keySet()
                    .forEach(feature -> counts.computeIfAbsent(feature, _ -> new int[2])[side]++);
        }
        counts.forEach((feature, count) -> {
            if (count[0] + count[1] >= FEWEST) {
                columns.put(feature, signals + columns.size());
                double ratio = (count[1] + 1.0) / (totals[1] + 1.0) * (totals[0] + 1.0) / (count[0] + 1.0);
                numbers.add(1 - SHARE_OF_RATIO + SHARE_OF_RATIO * Math.abs(StrictMath.log(ratio)));
            }
        });
    }

    /// How many columns there are.
    int width() {
        return signals + columns.size();
    }

    /// The row of `target`.
    LinearFit.Row row(Target target) {
        SortedMap<Integer, Double> row = new TreeMap<>();
        for (int i = 0; i < signals; i++) {
            if (target.sentence().signals()[i] != 0) {
                row.put(i, target.sentence().signals()[i]);
            }
        }
        target.sentence().features().forEach((feature, times) -> {
            Integer column = columns.get(feature);
            if (column != null) {
                row.put(column, times * target.sentence().norm() * numbers.get(column - signals));
            }
        });
        return LinearFit.Row.of(target.value(), row);
    }

    /// Tells the weight of each feature, its number included.
    void each(LinearFit fit, ObjDoubleConsumer<Long> consumer) {
        columns.forEach(
                (feature, column) -> consumer.accept(feature, fit.weights()[column] * numbers.get(column - signals)));
    }
}
