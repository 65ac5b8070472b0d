package dev.quayside.document;

import dev.quayside.base.Json;
import dev.quayside.document.tonality.Scale;
import dev.quayside.document.tonality.Score;
import dev.quayside.document.tonality.Tone;
import dev.quayside.document.tonality.WeighedWord;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A tone, as steps tell it: in the fields of the File Processing API, and with the sentences and words that it is made
/// of.
final class ToneAnswer {
    /// A long document's output would fill the run's log; what is beyond is in the figures all the same.
    private static final int MOST_SENTENCES = 1_000;

    private ToneAnswer() {}

    static ObjectNode of(Tone tone) {
        Score score = tone.score();
        ObjectNode answer = Json.object()
                .put("polarity", rounded(score.polarity()))
                .put("subjectivity", rounded(score.subjectivity()))
                .put("objective_sentiment_score", rounded(score.objective()));
        label(answer, "polarity", Scale.POLARITY.label(score.polarity()));
        label(answer, "subjectivity", Scale.SUBJECTIVITY.label(score.subjectivity()));
        label(answer, "objective_sentiment", Scale.OBJECTIVE_SENTIMENT.label(score.objective()));
        answer.put("language", tone.language());
        words(answer, tone.words());
        ArrayNode sentences = answer.putArray("sentences");
        tone.sentences().stream().limit(MOST_SENTENCES).forEach(sentence -> {
            ObjectNode each = sentences
                    .addObject()
                    .put("text", sentence.sentence().text())
                    .put("polarity", rounded(sentence.score().polarity()))
                    .put("subjectivity", rounded(sentence.score().subjectivity()));
            words(each, sentence.words());
        });
        return answer;
    }

    private static void label(ObjectNode answer, String of, Scale.Label label) {
        answer.put(of + "_status", label.status()).put(of + "_description", label.description());
    }

    private static void words(ObjectNode answer, List<WeighedWord> words) {
        ArrayNode list = answer.putArray("words");
        words.forEach(word -> list.addObject().put("word", word.word()).put("weight", rounded(word.weight())));
    }

    private static double rounded(double value) {
        return Math.round(value * 1e6) / 1e6;
    }
}
