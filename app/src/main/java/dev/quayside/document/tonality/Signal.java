package dev.quayside.document.tonality;

/// What the hand-written layer tells the model of a sentence, each about from -1 to 1.
public enum Signal {
    /// All valences together, as VADER combines them.
    COMPOUND,
    POSITIVE,
    NEGATIVE,
    LAST,
    HIGHEST,
    LOWEST,
    MEAN,
    AFTER_TURN,
    /// Mean and sum of the polarities of the second list.
    POLARITY,
    POLARITY_SUM,
    SUBJECTIVITY,
    EMOTICONS,
    /// 1 if no word is in either list.
    NOTHING_KNOWN,
    KNOWN_WORDS,
    SHOUTED,
    STRETCHED,
    EXCLAMATION,
    EMPHATIC,
    QUESTION,
    LENGTH
}
