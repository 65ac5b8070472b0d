package dev.quayside.benchmarks;

import java.util.Collection;
import java.util.List;

/// Values measured under the same conditions, in ascending order. Immutable.
///
/// @param values at least one, in any order when given
record Sample(List<Double> values) {
    Sample {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("a sample has at least one value");
        }
        values = values.stream().sorted().toList();
    }

    static Sample of(Collection<Double> values) {
        return new Sample(List.copyOf(values));
    }

    static Sample ofNanos(Collection<Long> nanos, double nanosPerUnit) {
        return new Sample(nanos.stream().map(each -> each / nanosPerUnit).toList());
    }

    /// The value below or at which `percent` of the values lie, between two neighbours in proportion to their distance.
    ///
    /// Source: Hyndman and Fan, Sample quantiles in statistical packages (1996), definition 7.
    ///
    /// @param percent 0 to 100
    double percentile(double percent) {
        if (!(percent >= 0 && percent <= 100)) {
            throw new IllegalArgumentException("a percentile is 0 to 100, was " + percent);
        }
        double position = (values.size() - 1) * percent / 100;
        int below = (int) position;
        int above = Math.min(below + 1, values.size() - 1);
        return values.get(below) + (position - below) * (values.get(above) - values.get(below));
    }

    double median() {
        return percentile(50);
    }

    double min() {
        return values.getFirst();
    }

    double max() {
        return values.getLast();
    }
}
