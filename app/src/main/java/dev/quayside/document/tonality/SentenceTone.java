package dev.quayside.document.tonality;

import dev.quayside.document.sentence.Sentence;
import java.util.List;

/// The tone of one sentence.
///
/// @param words those that weighed most, the heaviest first
public record SentenceTone(Sentence sentence, Score score, List<WeighedWord> words) {
    /// Takes a copy of the list.
    public SentenceTone {
        words = List.copyOf(words);
    }
}
