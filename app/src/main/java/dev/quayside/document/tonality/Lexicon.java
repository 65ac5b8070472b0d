package dev.quayside.document.tonality;

import dev.quayside.document.weights.FeatureHash;
import dev.quayside.document.weights.Weights;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What single words are known to mean before anything is learned. Immutable.
///
/// @param words the columns of [Prior] by the hash of the word
public record Lexicon(Weights words) {
    private static final int COLUMNS = 4;

    /// What a word is known to mean.
    ///
    /// @param valence how positive people rate it, from -1 to 1
    /// @param polarity how positive it is by another list, from -1 to 1
    /// @param subjectivity from 0 to 1
    /// @param known 1 if the second list holds it, which matters where polarity is 0
    public record Prior(float valence, float polarity, float subjectivity, float known) {
        static final Prior NONE = new Prior(0, 0, 0, 0);
    }

    /// A lexicon of what is known of words in the form of tokens.
    public static Lexicon of(Map<String, Prior> priors) {
        SortedMap<Long, float[]> rows = new TreeMap<>();
        priors.forEach((word, prior) -> rows.put(
                FeatureHash.of(word),
                new float[] {prior.valence(), prior.polarity(), prior.subjectivity(), prior.known()}));
        return new Lexicon(Weights.of(COLUMNS, rows));
    }

    /// What is known of the word with the hash `word`.
    Prior find(long word) {
        int row = words.find(word);
        return row < 0
                ? Prior.NONE
                : new Prior(words.weight(row, 0), words.weight(row, 1), words.weight(row, 2), words.weight(row, 3));
    }
}
