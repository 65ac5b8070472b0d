package dev.quayside.training;

import dev.quayside.document.tonality.Signal;
import dev.quayside.document.tonality.ToneModel;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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

    private static final List<Signal> SIGNALS = List.of(Signal.values());

    /// The column of a feature.
    private final SortedMap<Long, Integer> columns = new TreeMap<>();

    /// By column, without those of the signals.
    private final List<Double> numbers = new ArrayList<>();

    /// The features that occur in at least two of `targets`; the signals come before them.
    Vocabulary(List<Target> targets) {
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
                columns.put(feature, SIGNALS.size() + columns.size());
                double ratio = (count[1] + 1.0) / (totals[1] + 1.0) * (totals[0] + 1.0) / (count[0] + 1.0);
                numbers.add(1 - SHARE_OF_RATIO + SHARE_OF_RATIO * Math.abs(StrictMath.log(ratio)));
            }
        });
    }

    /// How many columns there are.
    int width() {
        return SIGNALS.size() + columns.size();
    }

    /// The row of `target`.
    LinearFit.Row row(Target target) {
        SortedMap<Integer, Double> row = new TreeMap<>();
        target.sentence().signals().forEach((signal, value) -> row.put(SIGNALS.indexOf(signal), value));
        target.sentence().features().forEach((feature, times) -> {
            Integer column = columns.get(feature);
            if (column != null) {
                row.put(column, times * target.sentence().norm() * numbers.get(column - SIGNALS.size()));
            }
        });
        return LinearFit.Row.of(target.value(), row);
    }

    /// The weights of the signals and the constant.
    ///
    /// @param times what they are multiplied by
    ToneModel.Output output(LinearFit fit, double times) {
        Map<Signal, Float> weights = new EnumMap<>(Signal.class);
        for (Signal signal : SIGNALS) {
            weights.put(signal, (float) (fit.weights().get(SIGNALS.indexOf(signal)) * times));
        }
        return new ToneModel.Output(weights, (float) (fit.constant() * times));
    }

    /// Tells the weight of each feature, its number included.
    void each(LinearFit fit, ObjDoubleConsumer<Long> consumer) {
        columns.forEach((feature, column) ->
                consumer.accept(feature, fit.weights().get(column) * numbers.get(column - SIGNALS.size())));
    }
}
