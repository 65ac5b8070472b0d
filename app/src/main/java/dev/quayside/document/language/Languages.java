package dev.quayside.document.language;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Recognises the language of a text, from its begin. For several threads.
///
/// Stop words decide where they are clear, which costs microseconds and works on short sentences. Where they are not,
/// a model over 103 languages is asked, loaded when it is first needed; its answers lie near each other, so that
/// stop words tip the balance between related languages. What remains open is [Language#UNKNOWN].
public final class Languages {
    /// No more of a text is looked at.
    private static final int SAMPLE = 2_000;

    /// With fewer letters the model guesses.
    private static final int FEWEST_LETTERS = 20;

    /// The share of words that must be stop words of the best language, and how far it must lead, for it to be clear.
    private static final double CLEAR_SHARE = 0.2;
    private static final double CLEAR_LEAD = 1.5;

    private static final double LEAST_LEAD = 1.03;
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}'’]+");

    private final StopWords stopWords;

    /// Recognises with the help of `stopWords`.
    public Languages(StopWords stopWords) {
        this.stopWords = stopWords;
    }

    /// The language of `text`.
    public Language of(String text) {
        String sample = text.substring(0, Math.min(text.length(), SAMPLE));
        Counts counts = count(sample);
        return counts.isClear() ? new Language(counts.best()) : byModel(sample, counts);
    }

    private static Language byModel(String sample, Counts counts) {
        if (sample.codePoints().filter(Character::isLetter).count() < FEWEST_LETTERS) {
            return Language.UNKNOWN;
        }
        String best = "";
        double most = 0;
        double next = 0;
        for (LanguageModel.Guess guess : LanguageModel.guesses(sample)) {
            double score = guess.probability() * (1 + 2 * counts.share(guess.code()));
            if (score > most) {
                next = most;
                most = score;
                best = guess.code();
            } else {
                next = Math.max(next, score);
            }
        }
        return most >= next * LEAST_LEAD && !best.isEmpty() ? new Language(best) : Language.UNKNOWN;
    }

    private Counts count(String sample) {
        Map<String, Integer> hits = new HashMap<>();
        int words = 0;
        Matcher matcher = WORD.matcher(sample);
        while (matcher.find()) {
            words++;
            stopWords.languagesOf(StopWords.plain(matcher.group())).forEach(code -> hits.merge(code, 1, Integer::sum));
        }
        return new Counts(words, hits);
    }

    /// How many words of a text are stop words, by language.
    private record Counts(int words, Map<String, Integer> hits) {
        double share(String code) {
            return words == 0 ? 0 : hits.getOrDefault(code, 0) / (double) words;
        }

        String best() {
            return ordered().getFirst().getKey();
        }

        boolean isClear() {
            List<Map.Entry<String, Integer>> ordered = ordered();
            if (ordered.isEmpty() || share(ordered.getFirst().getKey()) < CLEAR_SHARE) {
                return false;
            }
            int most = ordered.getFirst().getValue();
            int next = ordered.size() < 2 ? 0 : ordered.get(1).getValue();
            return most >= 2 && most >= next * CLEAR_LEAD;
        }

        /// The languages with hits, the most hits first.
        private List<Map.Entry<String, Integer>> ordered() {
            return hits.entrySet().stream()
                    .sorted(Map.Entry.<String, Integer>comparingByValue()
                            .reversed()
                            .thenComparing(Map.Entry.comparingByKey()))
                    .toList();
        }
    }
}
