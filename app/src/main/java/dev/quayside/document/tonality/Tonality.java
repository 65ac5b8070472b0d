package dev.quayside.document.tonality;

import dev.quayside.base.Progress;
import dev.quayside.document.language.Languages;
import dev.quayside.document.sentence.Sentence;
import dev.quayside.document.sentence.Sentences;
import dev.quayside.document.weights.ModelFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Judges the tone of texts. Immutable, for several threads.
public final class Tonality {
    /// A text of up to this many characters is judged as a whole: that is what the model was trained on.
    private static final int SHORT = 280;

    private static final int WORDS_OF_A_SENTENCE = 5;
    private static final int WORDS_OF_A_TEXT = 10;

    private final ToneModel model;
    private final Languages languages;

    /// Judges by `model`.
    public Tonality(ToneModel model, Languages languages) {
        this.model = model;
        this.languages = languages;
    }

    /// The model that the program ships. Takes up to a tenth of a second.
    public static ToneModel shippedModel() {
        return ModelFile.shipped(Tonality.class, "tonality.model", ToneModel::read);
    }

    /// The score of `text` as if it were one sentence.
    public Score score(String text) {
        return model.score(new Reading(text, model.lexicon()));
    }

    /// The tone of `text` and of each of its sentences. Takes time in proportion to the text, whatever it holds.
    public Tone judge(String text) {
        return judge(text, Progress.NONE);
    }

    /// As [#judge(String)].
    ///
    /// @param progress told how many sentences are judged
    public Tone judge(String text, Progress progress) {
        List<SentenceTone> sentences = judge(Sentences.of(text), progress);
        Score score = text.length() <= SHORT ? score(text) : mean(sentences);
        Map<String, Double> weights = new HashMap<>();
        for (SentenceTone tone : sentences) {
            tone.words().forEach(word -> weights.merge(word.word(), word.weight(), Double::sum));
        }
        return new Tone(score, languages.of(text).code(), heaviest(weights, WORDS_OF_A_TEXT), sentences);
    }

    private List<SentenceTone> judge(List<Sentence> sentences, Progress progress) {
        List<SentenceTone> tones = new ArrayList<>(sentences.size());
        for (Sentence sentence : sentences) {
            tones.add(judge(sentence));
            progress.at(tones.size(), sentences.size(), "sentences");
        }
        return tones;
    }

    private SentenceTone judge(Sentence sentence) {
        Reading reading = new Reading(sentence.text(), model.lexicon());
        return new SentenceTone(
                sentence, model.score(reading), heaviest(model.contributions(reading), WORDS_OF_A_SENTENCE));
    }

    /// Long sentences count more than short ones, and for the polarity subjective ones more than facts, which else
    /// would hide what is said about them.
    private static Score mean(List<SentenceTone> sentences) {
        double polarity = 0;
        double polarityWeight = 0;
        double subjectivity = 0;
        double length = 0;
        for (SentenceTone tone : sentences) {
            double weight = tone.sentence().text().length();
            double opinion = weight * (0.1 + tone.score().subjectivity());
            polarity += tone.score().polarity() * opinion;
            polarityWeight += opinion;
            subjectivity += tone.score().subjectivity() * weight;
            length += weight;
        }
        return length == 0
                ? Score.NONE
                : new Score(Math.clamp(polarity / polarityWeight, -1, 1), Math.clamp(subjectivity / length, 0, 1));
    }

    private static List<WeighedWord> heaviest(Map<String, Double> weights, int most) {
        return weights.entrySet().stream()
                .map(entry -> new WeighedWord(entry.getKey(), entry.getValue()))
                .filter(word -> word.weight() != 0)
                .sorted(Comparator.comparingDouble((WeighedWord word) -> -Math.abs(word.weight()))
                        .thenComparing(WeighedWord::word))
                .limit(most)
                .toList();
    }
}
