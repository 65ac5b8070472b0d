package dev.quayside.document.keyword;

import dev.quayside.document.weights.FeatureHash;
import dev.quayside.document.weights.Weights;

/// How rare English words are, from 0 for those of every text to about 10 for those of few or none: the logarithm
/// to the base 2 of the number of texts of which one has the word. Immutable.
///
/// @param words one column, by the stem
/// @param unknown of words that no text had
public record WordRarity(Weights words, float unknown) {
    /// The rarity of a word with this stem.
    double of(String stem) {
        int row = words.find(FeatureHash.of(stem));
        return row < 0 ? unknown : words.weight(row, 0);
    }
}
