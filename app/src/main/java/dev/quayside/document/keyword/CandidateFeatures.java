package dev.quayside.document.keyword;

import dev.quayside.document.weights.FeatureHash;
import java.util.Arrays;
import java.util.List;

/// What the model sees of a candidate: each feature says that something is so. Those of the first kind hold for every
/// language: how often and where it occurs, how long it is, what is beside it, how it is written. Those of the second
/// are about English words.
final class CandidateFeatures {
    private final Document document;
    private final int lengthClass;
    private final int textClass;
    private final long[] buffer = new long[64];
    private final WordRarity rarity;
    private final boolean english;

    /// Of candidates of `document`.
    ///
    /// @param english whether to use those about English words
    CandidateFeatures(Document document, WordRarity rarity, boolean english) {
        this.document = document;
        this.rarity = rarity;
        lengthClass = log(document.words().size() / 30);
        Style style = english ? Style.of(document.words()) : Style.UNKNOWN;
        textClass = lengthClass * Style.COUNT + style.number();
        this.english = english;
    }

    /// The hashes of the features of `candidate`.
    long[] of(Candidate candidate) {
        Sink sink = new Sink(buffer);
        List<Word> words = document.wordsOf(candidate);
        frequency(candidate, words, sink);
        place(candidate, sink);
        surroundings(candidate, sink);
        writing(candidate, words, sink);
        if (english) {
            vocabulary(candidate, words, sink);
        }
        return Arrays.copyOf(buffer, sink.size);
    }

    private void frequency(Candidate candidate, List<Word> words, Sink sink) {
        int n = candidate.length();
        int count = Math.min(candidate.count(), 3) + log(candidate.count() / 4);
        int least = Integer.MAX_VALUE;
        int most = 0;
        for (Word word : words) {
            int times = document.count(word.stem());
            least = Math.min(least, times);
            most = Math.max(most, times);
        }
        sink.add(Kind.LENGTH, n);
        sink.add(Kind.LENGTH_IN_TEXT, n, textClass);
        sink.add(Kind.COUNT, count, textClass);
        sink.add(Kind.COUNT_LENGTH, count, n);
        sink.add(Kind.COUNT_ALL, count, n, textClass);
        sink.add(Kind.LEAST_WORD, log(least), n, textClass);
        sink.add(Kind.MOST_WORD, log(most), n, textClass);
        // Words that occur mostly within this phrase hold together.
        sink.add(Kind.COHESION, 4 * candidate.count() / Math.max(1, least), n);
        sink.add(Kind.COHESION_MOST, 4 * candidate.count() / Math.max(1, most), n);
        int place = document.words().size() < 1
                ? 0
                : 4 * candidate.count() * 50 / document.words().size();
        sink.add(Kind.DENSITY, log(place), n);
    }

    private void place(Candidate candidate, Sink sink) {
        int first = candidate.first();
        int last = candidate.places().getLast();
        int size = document.words().size();
        sink.add(Kind.FIRST, log(first / 4), textClass);
        sink.add(Kind.FIRST_SHARE, 8 * first / size, lengthClass);
        sink.add(Kind.FIRST_LENGTH, log(first / 4), candidate.length());
        sink.add(Kind.SPREAD, 4 * (last - first) / size, textClass);
        int sentence = document.words().get(first).sentence();
        sink.add(Kind.SENTENCE, Math.min(sentence, 4), textClass, candidate.length());
    }

    /// How often a stop word or a mark stands right before and right after it: phrases end where those begin.
    private void surroundings(Candidate candidate, Sink sink) {
        int closedLeft = 0;
        int closedRight = 0;
        int marks = 0;
        List<Word> words = document.words();
        for (int place : candidate.places()) {
            int after = place + candidate.length();
            boolean markLeft = words.get(place).afterBreak();
            boolean markRight = after >= words.size() || words.get(after).afterBreak();
            closedLeft += markLeft || words.get(place - 1).stop() ? 1 : 0;
            closedRight += markRight || words.get(after).stop() ? 1 : 0;
            marks += (markLeft ? 1 : 0) + (markRight ? 1 : 0);
        }
        int count = candidate.count();
        int left = share(closedLeft, count);
        int right = share(closedRight, count);
        sink.add(Kind.CLOSED, left, right, candidate.length());
        sink.add(Kind.CLOSED_IN_TEXT, left, right, textClass);
        sink.add(Kind.CLOSED_COUNT, left, right, Math.min(count, 4));
        sink.add(Kind.MARKS, share(marks, 2 * count), candidate.length());
    }

    private void writing(Candidate candidate, List<Word> words, Sink sink) {
        int capitals = 0;
        int inside = 0;
        for (int place : candidate.places()) {
            Word word = document.words().get(place);
            if (!word.afterBreak()) {
                inside++;
                capitals += word.isCapitalised() ? 1 : 0;
            }
        }
        int capital = inside == 0 ? 5 : share(capitals, inside);
        sink.add(Kind.CAPITALS, capital, candidate.length(), textClass);
        boolean allCapitalised = words.stream().allMatch(Word::isCapitalised);
        sink.add(Kind.NAME, allCapitalised ? 1 : 0, candidate.length(), Math.min(candidate.count(), 3));
        sink.add(Kind.ACRONYM, words.stream().anyMatch(Word::isAcronym) ? 1 : 0, candidate.length(), lengthClass);
        sink.add(Kind.DIGIT, words.stream().anyMatch(Word::hasDigit) ? 1 : 0, candidate.length());
        int letters = words.stream().mapToInt(word -> word.text().length()).sum();
        sink.add(Kind.LETTERS, Math.min(letters / 2, 15), candidate.length());
        boolean hyphen = words.stream().anyMatch(word -> word.text().contains("-"));
        sink.add(Kind.HYPHEN, hyphen ? 1 : 0, candidate.length());
    }

    private void vocabulary(Candidate candidate, List<Word> words, Sink sink) {
        int n = candidate.length();
        Word head = words.getLast();
        Word first = words.getFirst();
        double rarest = 0;
        double rarities = 0;
        for (Word word : words) {
            double rare = rarity.of(word.stem());
            rarest = Math.max(rarest, rare);
            rarities += rare;
            sink.add(Kind.WORD, FeatureHash.of(word.stem()));
            sink.add(Kind.ENDING, ending(word.plain(), 3), n);
        }
        sink.add(Kind.RARITY, (int) (rarities / n), n, lengthClass);
        sink.add(Kind.RAREST, (int) rarest, n, Math.min(candidate.count(), 4));
        sink.add(Kind.HEAD, FeatureHash.of(head.plain()), Math.min(n, 2));
        sink.add(Kind.FIRST_WORD, FeatureHash.of(first.plain()), Math.min(n, 2));
        sink.add(Kind.HEAD_ENDING, ending(head.plain(), 3), n);
        sink.add(Kind.FIRST_ENDING, ending(first.plain(), 3), n);
        sink.add(Kind.HEAD_SHORT_ENDING, ending(head.plain(), 2), n, lengthClass);
        sink.add(Kind.BOTH_ENDINGS, FeatureHash.combine(ending(first.plain(), 2), ending(head.plain(), 2)), n);
        neighbours(candidate, sink);
    }

    private void neighbours(Candidate candidate, Sink sink) {
        List<Word> words = document.words();
        int n = Math.min(candidate.length(), 2);
        for (int i = 0; i < Math.min(2, candidate.count()); i++) {
            int place = candidate.places().get(i);
            int after = place + candidate.length();
            boolean markLeft = words.get(place).afterBreak();
            boolean markRight = after >= words.size() || words.get(after).afterBreak();
            long left = markLeft ? 0 : FeatureHash.of(words.get(place - 1).plain());
            long right = markRight ? 0 : FeatureHash.of(words.get(after).plain());
            sink.add(Kind.LEFT, left, n);
            sink.add(Kind.RIGHT, right, n);
            sink.add(
                    Kind.LEFT_ENDING, markLeft ? 0 : ending(words.get(place - 1).plain(), 2), n);
            sink.add(Kind.RIGHT_ENDING, markRight ? 0 : ending(words.get(after).plain(), 2), n);
        }
    }

    private static long ending(String word, int length) {
        return FeatureHash.of(word, Math.max(0, word.length() - length), word.length());
    }

    /// A share of a whole in five classes: none, few, half, most, all.
    private static int share(int part, int whole) {
        return part == 0 ? 0 : part == whole ? 4 : 3 * part < whole ? 1 : 3 * part < 2 * whole ? 2 : 3;
    }

    /// How often a number can be halved: 0 for 0, 1 for 1, 2 for 2 and 3, and so on.
    private static int log(int number) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(number);
    }

    private enum Kind {
        LENGTH,
        LENGTH_IN_TEXT,
        COUNT,
        COUNT_LENGTH,
        COUNT_ALL,
        LEAST_WORD,
        MOST_WORD,
        COHESION,
        COHESION_MOST,
        DENSITY,
        FIRST,
        FIRST_SHARE,
        FIRST_LENGTH,
        SPREAD,
        SENTENCE,
        CLOSED,
        CLOSED_IN_TEXT,
        CLOSED_COUNT,
        MARKS,
        CAPITALS,
        NAME,
        ACRONYM,
        DIGIT,
        LETTERS,
        HYPHEN,
        WORD,
        ENDING,
        RARITY,
        RAREST,
        HEAD,
        FIRST_WORD,
        HEAD_ENDING,
        FIRST_ENDING,
        HEAD_SHORT_ENDING,
        BOTH_ENDINGS,
        LEFT,
        RIGHT,
        LEFT_ENDING,
        RIGHT_ENDING;

        private final long hash = FeatureHash.of(name());
    }

    /// Writes hashes one after the other.
    private static final class Sink {
        private final long[] hashes;
        private int size;

        Sink(long[] hashes) {
            this.hashes = hashes;
        }

        void add(Kind kind, long... values) {
            long hash = kind.hash;
            for (long value : values) {
                hash = FeatureHash.combine(hash, value);
            }
            hashes[size++] = hash;
        }
    }
}
