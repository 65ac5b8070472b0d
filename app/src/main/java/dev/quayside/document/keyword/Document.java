package dev.quayside.document.keyword;

import dev.quayside.document.language.Language;
import dev.quayside.document.language.StopWords;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A text as words, with its candidates: phrases of up to five words without a stop word or a mark in them. One thread
/// at a time; does not change once made.
final class Document {
    static final int LONGEST_PHRASE = 5;

    private final Language language;
    private final List<Word> words;
    private final Map<String, Integer> counts = new HashMap<>();
    private final Map<String, Candidate> candidates = new LinkedHashMap<>();

    Document(String text, Language language, StopWords stopWords) {
        this.language = language;
        words = WordReader.words(text, language, stopWords);
        words.forEach(word -> counts.merge(word.stem(), 1, Integer::sum));
        for (int begin = 0; begin < words.size(); begin++) {
            StringBuilder key = new StringBuilder();
            for (int end = begin; end < Math.min(words.size(), begin + LONGEST_PHRASE); end++) {
                Word word = words.get(end);
                if (word.stop() || (end > begin && word.afterBreak())) {
                    break;
                }
                key.append(key.isEmpty() ? "" : " ").append(word.stem());
                int length = end - begin + 1;
                candidates
                        .computeIfAbsent(key.toString(), _ -> new Candidate(length, new ArrayList<>()))
                        .places()
                        .add(begin);
            }
        }
    }

    Language language() {
        return language;
    }

    List<Word> words() {
        return words;
    }

    /// In the order in which they first occur.
    Collection<Candidate> candidates() {
        return candidates.values();
    }

    /// The candidates by the stems of their words.
    Map<String, Candidate> candidatesByStems() {
        return candidates;
    }

    /// How often a word with this stem occurs.
    int count(String stem) {
        return counts.getOrDefault(stem, 0);
    }

    /// The words of the candidate where it first occurs.
    List<Word> wordsOf(Candidate candidate) {
        return words.subList(candidate.first(), candidate.first() + candidate.length());
    }

    /// How the text writes the candidate most often; of several forms that are equally frequent the first.
    String phrase(Candidate candidate) {
        Map<String, Integer> forms = new LinkedHashMap<>();
        for (int place : candidate.places()) {
            forms.merge(written(place, candidate.length()), 1, Integer::sum);
        }
        String best = "";
        int most = 0;
        for (var form : forms.entrySet()) {
            if (form.getValue() > most) {
                best = form.getKey();
                most = form.getValue();
            }
        }
        return best;
    }

    /// In lower case if it is capitalised only because it begins a sentence.
    private String written(int place, int length) {
        List<String> written = new ArrayList<>();
        for (Word word : words.subList(place, place + length)) {
            boolean opens = word.afterBreak() && !word.isAcronym();
            written.add(opens ? word.text().toLowerCase(Locale.ROOT) : word.text());
        }
        return String.join(" ", written);
    }
}
