package dev.quayside.document.tonality;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the model sees of a sentence, for those who train it.
///
/// @param features how often each feature of the sentence occurs, by its hash
/// @param norm what their number is to be multiplied by
/// @param signals what the hand-written layer says; those that are not 0
public record FeatureVector(SortedMap<Long, Integer> features, double norm, Map<Signal, Double> signals) {
    /// The vector of `sentence`.
    public static FeatureVector of(String sentence, Lexicon lexicon) {
        Reading reading = new Reading(sentence, lexicon);
        SortedMap<Long, Integer> features = new TreeMap<>();
        int[] count = {0};
        Features.each(reading, (feature, _, _) -> {
            features.merge(feature, 1, Integer::sum);
            count[0]++;
        });
        return new FeatureVector(features, Features.norm(count[0]), reading.signals());
    }
}
