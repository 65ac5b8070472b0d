package dev.quayside.document.sentence;

import dev.quayside.base.ProblemException;
import dev.quayside.base.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Finds the sentences in which every keyword has a word that is much like it, by an Indel ratio of 80 or more.
/// Immutable, for several threads.
///
/// A word is what stands between white space, punctuation included: the rule of the File Processing & Analysis API.
/// Keywords of several words therefore hardly ever match. Upper and lower case are alike.
public final class KeywordSearch {
    /// A keyword may have this many characters. It bounds the work for a word: longer words than one and a half of
    /// it are never near.
    public static final int LONGEST_KEYWORD = 1_000;

    private final List<IndelRatio> keywords;

    /// Prepares a search; the same keyword twice counts once, and no keyword at all matches every sentence.
    ///
    /// @throws ProblemException `keyword.too-long`
    public KeywordSearch(List<String> keywords) {
        this.keywords = keywords.stream()
                .map(keyword -> keyword.toLowerCase(Locale.ROOT))
                .distinct()
                .map(KeywordSearch::prepare)
                .toList();
    }

    /// The matching ones among the sentences of `texts`, by the rule of [PlainSentences], in their order.
    ///
    /// @param progress told how many sentences were compared
    public List<String> in(List<String> texts, Progress progress) {
        List<String> sentences =
                texts.stream().flatMap(text -> PlainSentences.of(text).stream()).toList();
        List<String> matching = new ArrayList<>();
        for (int i = 0; i < sentences.size(); i++) {
            if (matches(sentences.get(i))) {
                matching.add(sentences.get(i));
            }
            progress.at(i + 1, sentences.size(), "sentences");
        }
        return matching;
    }

    /// Whether every keyword has a word in `sentence` that is near it.
    public boolean matches(String sentence) {
        List<String> words = words(sentence);
        return keywords.stream().allMatch(keyword -> words.stream().anyMatch(keyword::isNear));
    }

    private static List<String> words(String sentence) {
        return Arrays.stream(sentence.toLowerCase(Locale.ROOT).split("[\\s\\p{Z}]+", -1))
                .filter(word -> !word.isEmpty())
                .distinct()
                .toList();
    }

    private static IndelRatio prepare(String keyword) {
        if (keyword.length() > LONGEST_KEYWORD) {
            throw new ProblemException(
                    "keyword.too-long",
                    "A keyword may have " + LONGEST_KEYWORD + " characters, this one has " + keyword.length());
        }
        return new IndelRatio(keyword);
    }
}
