package dev.quayside.document;

import dev.quayside.base.Progress;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// What is found out about documents that are no files of the catalogue, in the words of the steps. Safe for several
/// threads.
public final class Findings {
    private final Documents documents;
    private final TextModels models = new TextModels();

    public Findings(Documents documents) {
        this.documents = documents;
    }

    /// The sentences in which every keyword has a word much like it, as `document.sentences` tells them.
    ///
    /// @param name what the file is called; its extension decides among kinds of plain text
    /// @throws dev.quayside.base.ProblemException a code under `document.`, or `keyword.too-long`
    public ObjectNode sentences(Path file, String name, List<String> keywords) throws InterruptedException {
        return SentenceSearch.of(keywords, parts(file, name), Progress.NONE);
    }

    /// How positive and how subjective a document is, as `document.tonality` tells it.
    ///
    /// @throws dev.quayside.base.ProblemException a code under `document.`
    public ObjectNode tonality(Path file, String name) throws InterruptedException {
        return ToneAnswer.of(models.tonality().judge(String.join("\n\n", parts(file, name))));
    }

    private List<String> parts(Path file, String name) throws InterruptedException {
        return DocumentSteps.parts(documents.text(file, name, DocumentOptions.NONE));
    }
}
