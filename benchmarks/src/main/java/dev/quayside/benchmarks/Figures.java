package dev.quayside.benchmarks;

import dev.quayside.base.Json;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// What a benchmark has measured, under dotted keys in the order of their first value.
///
/// A figure may be measured several times; it counts as the median. Safe for several threads as long as only one
/// writes.
final class Figures {
    private static final MathContext DIGITS = new MathContext(5);

    private final Map<String, List<Double>> numbers = new LinkedHashMap<>();
    private final Map<String, String> texts = new LinkedHashMap<>();

    /// One more value of the figure `key`.
    void add(String key, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("the figure " + key + " was " + value);
        }
        numbers.computeIfAbsent(key, _ -> new ArrayList<>()).add(value);
    }

    void put(String key, String text) {
        texts.put(key, text);
    }

    /// `numerator / denominator` as the figure `key`, if both were measured.
    void addRatio(String key, String numerator, String denominator) {
        Optional<Sample> over = find(numerator);
        Optional<Sample> under = find(denominator);
        if (over.isPresent() && under.isPresent() && under.get().median() > 0) {
            add(key, over.get().median() / under.get().median());
        }
    }

    /// All values of a figure; empty if it was not measured.
    Optional<Sample> find(String key) {
        return Optional.ofNullable(numbers.get(key)).map(Sample::of);
    }

    Set<String> numbers() {
        return numbers.keySet();
    }

    Map<String, String> texts() {
        return texts;
    }

    /// One flat object: every figure under its key as the median; where it was measured several times, also
    /// `KEY.min` and `KEY.max`.
    ObjectNode toJson() {
        ObjectNode object = Json.object();
        numbers.forEach((key, values) -> {
            Sample sample = Sample.of(values);
            object.put(key, rounded(sample.median()));
            if (values.size() > 1) {
                object.put(key + ".min", rounded(sample.min()));
                object.put(key + ".max", rounded(sample.max()));
            }
        });
        texts.forEach(object::put);
        return object;
    }

    private static BigDecimal rounded(double value) {
        BigDecimal exact = BigDecimal.valueOf(value);
        BigDecimal rounded = exact.round(DIGITS).stripTrailingZeros();
        return rounded.scale() < 0 ? rounded.setScale(0) : rounded;
    }
}
