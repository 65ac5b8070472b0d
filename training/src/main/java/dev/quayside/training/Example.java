package dev.quayside.training;

import java.util.Locale;

/// A sentence that people have judged.
///
/// @param set the data set it is from
/// @param text as it is in the data set
/// @param value from -1 to 1: negative to positive, or objective to subjective
record Example(DataSet set, String text, double value) {
    private static final int FOLDS = 5;

    /// One of five parts of its set, by what its letters and digits are; part 0 is held out and never trained on.
    int fold() {
        int hash = 17;
        for (char c : letters().toCharArray()) {
            hash = (hash ^ c) * 0x01000193;
        }
        hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
        return Math.floorMod(hash ^ (hash >>> 13), FOLDS);
    }

    /// Whether the model must not see it in training.
    boolean heldOut() {
        return set.heldOut() || (!set.trainedOnWhole() && fold() == 0);
    }

    /// What is left of the text if only letters and digits count.
    String letters() {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }
}
