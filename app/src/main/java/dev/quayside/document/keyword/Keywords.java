package dev.quayside.document.keyword;

import dev.quayside.document.language.Language;
import dev.quayside.document.language.Languages;
import dev.quayside.document.language.StopWords;
import dev.quayside.document.weights.ModelFile;
import java.util.Comparator;
import java.util.List;

/// Finds keywords. Immutable, for several threads; the same text has the same keywords each time.
public final class Keywords {
    private final KeywordModel model;
    private final Languages languages;
    private final StopWords stopWords;

    /// Finds by `model`.
    public Keywords(KeywordModel model, Languages languages, StopWords stopWords) {
        this.model = model;
        this.languages = languages;
        this.stopWords = stopWords;
    }

    /// The model that the program ships. Takes up to a tenth of a second.
    public static KeywordModel shippedModel() {
        return ModelFile.shipped(Keywords.class, "keyword.model", KeywordModel::read);
    }

    /// At most `most` keywords of `text`, the best first; none if it has no words. A text of unknown language is taken
    /// for English. Of a text of more than 50,000 words the begin is read.
    public List<Keyword> of(String text, int most) {
        Language language = languages.of(text);
        boolean english = language.equals(Language.UNKNOWN) || language.equals(Language.ENGLISH);
        Document document = new Document(text, english ? Language.ENGLISH : language, stopWords);
        CandidateFeatures features = new CandidateFeatures(document, model.rarity(), english);
        return document.candidates().stream()
                .map(candidate -> new Scored(candidate, model.score(features.of(candidate))))
                .sorted(Comparator.comparingDouble((Scored scored) -> -scored.score())
                        .thenComparing(scored -> scored.candidate().first())
                        .thenComparing(scored -> -scored.candidate().length()))
                .limit(most)
                .map(scored -> new Keyword(
                        document.phrase(scored.candidate()),
                        1 / (1 + Math.exp(-2 * scored.score())),
                        scored.candidate().count()))
                .toList();
    }

    private record Scored(Candidate candidate, double score) {}
}
