package dev.quayside.training;

import dev.quayside.document.keyword.Keyword;
import dev.quayside.document.keyword.KeywordModel;
import dev.quayside.document.keyword.Keywords;
import dev.quayside.document.language.Languages;
import dev.quayside.document.language.StopWords;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/// Trains the keyword model.
final class KeywordCommand {
    private static final int PARTS = 4;

    private final Path folder;
    private final PrintStream out;
    private final StopWords stopWords = new StopWords();
    private final Languages languages = new Languages(stopWords);

    KeywordCommand(Path folder, PrintStream out) {
        this.folder = folder;
        this.out = out;
    }

    /// Trains and writes the model to `file`, or only measures how good it is among the documents to train on.
    void run(Path file, boolean cross) throws IOException {
        List<JudgedDocument> all = Stream.of(JudgedDocument.ENGLISH, JudgedDocument.OTHERS)
                .flatMap(List::stream)
                .flatMap(set -> JudgedDocument.read(folder, set).stream())
                .toList();
        List<JudgedDocument> documents =
                all.stream().filter(document -> !document.heldOut()).toList();
        List<JudgedDocument> heldOut =
                all.stream().filter(JudgedDocument::heldOut).toList();
        out.println(documents.size() + " documents to train on, " + heldOut.size() + " held out");
        KeywordTraining training = new KeywordTraining(stopWords);
        if (cross) {
            crossValidate(training, documents);
            return;
        }
        KeywordModel model = training.train(documents);
        KeywordReport report = new KeywordReport();
        report.add(heldOut, finder(model));
        out.println("Held out:\n\n" + report.table());
        try (OutputStream stream = Files.newOutputStream(file)) {
            model.write(stream);
        }
        out.println("Written to " + file + ", " + Files.size(file) + " bytes");
    }

    private void crossValidate(KeywordTraining training, List<JudgedDocument> documents) {
        KeywordReport report = new KeywordReport();
        for (int i = 1; i <= PARTS; i++) {
            int part = i;
            KeywordModel model = training.train(documents.stream()
                    .filter(document -> document.fold() != part)
                    .toList());
            List<JudgedDocument> judged = documents.stream()
                    .filter(document -> document.fold() == part)
                    .toList();
            report.add(judged, finder(model));
        }
        out.println("Cross-validation in four parts among the documents to train on:\n\n" + report.table());
    }

    private Function<String, List<String>> finder(KeywordModel model) {
        Keywords keywords = new Keywords(model, languages, stopWords);
        return text -> keywords.of(text, KeywordReport.FIRST).stream()
                .map(Keyword::phrase)
                .toList();
    }
}
