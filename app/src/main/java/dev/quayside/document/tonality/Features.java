package dev.quayside.document.tonality;

import dev.quayside.document.weights.FeatureHash;

/// The features of a sentence that weights are learned for: each word, in the reach of a negation as another one;
/// pairs and triples of tokens; and the parts of words, so that a word that was never seen counts like its relatives.
final class Features {
    private static final int PART = 4;
    private static final int LONGEST_DIVIDED = 24;

    /// A short sentence does not weigh its few words more than this many features would.
    private static final int FEWEST = 10;

    private Features() {}

    /// Takes one feature after the other.
    interface Sink {
        /// A feature that covers the tokens from `first` to `last`; one that occurs twice comes twice.
        void add(long feature, int first, int last);
    }

    /// Hands all features of `reading` to `sink`.
    static void each(Reading reading, Sink sink) {
        int size = reading.size();
        for (int i = 0; i < size; i++) {
            long word = reading.hash(i);
            boolean isWord = reading.token(i).isWord();
            long form = isWord && reading.negated(i) ? Kind.NEGATED : Kind.WORD;
            sink.add(FeatureHash.combine(form, word), i, i);
            if (isWord) {
                parts(reading.token(i).text(), form, i, sink);
            }
            if (i + 1 < size) {
                long pair = FeatureHash.combine(word, reading.hash(i + 1));
                sink.add(FeatureHash.combine(Kind.PAIR, pair), i, i + 1);
                if (i + 2 < size) {
                    long triple = FeatureHash.combine(pair, reading.hash(i + 2));
                    sink.add(FeatureHash.combine(Kind.TRIPLE, triple), i, i + 2);
                }
            }
        }
    }

    /// What the sum of the weights of `count` features is to be multiplied by.
    static double norm(int count) {
        return 1 / Math.sqrt(Math.max(FEWEST, count));
    }

    private static void parts(String word, long form, int token, Sink sink) {
        int length = word.length();
        if (length > LONGEST_DIVIDED) {
            return;
        }
        for (int begin = 0; begin + PART <= length; begin++) {
            long place = begin == 0 ? Kind.HEAD : begin + PART == length ? Kind.TAIL : Kind.MIDDLE;
            long hash = FeatureHash.of(word, begin, begin + PART);
            sink.add(FeatureHash.combine(form + place, hash), token, token);
        }
    }

    /// Numbers that keep features of different kinds apart.
    private static final class Kind {
        static final long WORD = 1;
        static final long NEGATED = 2;
        static final long PAIR = 3;
        static final long TRIPLE = 4;
        static final long HEAD = 16;
        static final long TAIL = 32;
        static final long MIDDLE = 64;
    }
}
