package dev.quayside.document.tonality;

import java.util.List;

/// The tone of a text.
///
/// @param score of the whole text
/// @param language what the text is written in, as an ISO 639-1 code, or `und`. The model knows English: of a text in
/// another language the score says little
/// @param words those that weighed most in the whole text, the heaviest first
/// @param sentences in the order of the text
public record Tone(Score score, String language, List<WeighedWord> words, List<SentenceTone> sentences) {
    /// Takes copies of the lists.
    public Tone {
        words = List.copyOf(words);
        sentences = List.copyOf(sentences);
    }
}
