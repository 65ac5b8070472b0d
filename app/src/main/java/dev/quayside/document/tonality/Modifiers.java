package dev.quayside.document.tonality;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Words that change what others mean. Written by hand; the amounts are those of VADER (Hutto and Gilbert, 2014).
final class Modifiers {
    private static final float MORE = 0.293f / 4;

    private static final Set<String> NEGATIONS = Set.of(
            "n't",
            "not",
            "no",
            "never",
            "none",
            "nothing",
            "nobody",
            "nowhere",
            "neither",
            "nor",
            "without",
            "hardly",
            "barely",
            "scarcely",
            "lack",
            "lacks",
            "lacking",
            "rarely",
            "seldom");

    private static final Set<String> ENDS_OF_CLAUSES =
            Set.of(".", "!", "!!", "?", "??", "...", ",", ";", ":", "but", "however", "though", "although", "because");

    private static final Set<String> TURNS = Set.of("but", "however");

    private static final Map<String, Float> EMPHASIS = Stream.concat(
                    Stream.of(("absolutely amazingly awfully completely considerably decidedly deeply enormously"
                                    + " entirely especially exceptionally extremely fabulously fully greatly highly"
                                    + " hugely incredibly intensely more most particularly purely quite really"
                                    + " remarkably so substantially super thoroughly too totally tremendously"
                                    + " unbelievably unusually utterly very")
                            .split(" ")),
                    Stream.of(("-almost -barely -hardly -less -little -marginally -occasionally -partly -scarcely"
                                    + " -slightly -somewhat -kinda -sorta")
                            .split(" ")))
            .collect(Collectors.toUnmodifiableMap(
                    word -> word.startsWith("-") ? word.substring(1) : word,
                    word -> word.startsWith("-") ? -MORE : MORE));

    private Modifiers() {}

    static boolean negates(String word) {
        return NEGATIONS.contains(word);
    }

    /// Whether a negation before `word` does not reach beyond it.
    static boolean endsClause(String word) {
        return ENDS_OF_CLAUSES.contains(word);
    }

    /// Whether what comes after `word` weighs more than what came before.
    static boolean turns(String word) {
        return TURNS.contains(word);
    }

    /// How much `word` adds to the strength of the word after it; negative if it weakens.
    static float emphasis(String word) {
        return EMPHASIS.getOrDefault(word, 0f);
    }
}
