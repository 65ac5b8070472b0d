package dev.quayside.document.keyword;

import dev.quayside.document.language.Language;
import dev.quayside.document.language.StopWords;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// What the model sees of a candidate, for those who train it.
///
/// @param stems the stems of its words, with a space between
/// @param count how often it occurs
/// @param features by their hashes
public record CandidateVector(String stems, int count, List<Long> features) {
    /// The candidates of `text`.
    public static List<CandidateVector> of(String text, Language language, StopWords stopWords, WordRarity rarity) {
        Document document = new Document(text, language, stopWords);
        CandidateFeatures features = new CandidateFeatures(document, rarity, language.equals(Language.ENGLISH));
        List<CandidateVector> vectors = new ArrayList<>();
        document.candidatesByStems().forEach((stems, candidate) -> {
            List<Long> hashes = new ArrayList<>();
            for (long hash : features.of(candidate)) {
                hashes.add(hash);
            }
            vectors.add(new CandidateVector(stems, candidate.count(), hashes));
        });
        return vectors;
    }

    /// The stems of the words of a phrase, with a space between.
    public static String stems(String phrase, Language language, StopWords stopWords) {
        return WordReader.words(phrase, language, stopWords).stream()
                .map(Word::stem)
                .collect(Collectors.joining(" "));
    }

    /// The different stems of the words of `text`.
    public static List<String> words(String text, Language language, StopWords stopWords) {
        return WordReader.words(text, language, stopWords).stream()
                .map(Word::stem)
                .distinct()
                .toList();
    }
}
