package dev.quayside.document.keyword;

import java.util.List;
import java.util.Set;

/// What kind of text it is: stories, news and letters are about people and things with single names, technical texts
/// about terms of several words.
enum Style {
    TECHNICAL(0),
    MIXED(1),
    NARRATIVE(2),
    /// Of a text in a language whose words are not known.
    UNKNOWN(3);

    static final int COUNT = 4;

    private static final Set<String> PERSONAL = Set.of(
            "he", "she", "his", "her", "him", "i", "my", "me", "you", "your", "who", "said", "says", "mr", "mrs");

    private static final double SOME = 0.008;
    private static final double MANY = 0.02;
    private static final double MANY_NAMES = 0.08;

    private final int number;

    Style(int number) {
        this.number = number;
    }

    /// Its own number, below [#COUNT]; trained features are made of it.
    int number() {
        return number;
    }

    /// The style of a text with these words.
    static Style of(List<Word> words) {
        long personal =
                words.stream().filter(word -> PERSONAL.contains(word.plain())).count();
        long names = words.stream()
                .filter(word -> !word.afterBreak() && word.text().length() > 1 && word.isCapitalised() && !word.stop())
                .count();
        double size = Math.max(1, words.size());
        int points = (personal / size >= SOME ? 1 : 0)
                + (personal / size >= MANY ? 1 : 0)
                + (names / size >= MANY_NAMES ? 1 : 0);
        return points == 0 ? TECHNICAL : points == 1 ? MIXED : NARRATIVE;
    }
}
