package dev.quayside.training;

import dev.quayside.document.language.Languages;
import dev.quayside.document.language.StopWords;
import dev.quayside.document.tonality.Lexicon;
import dev.quayside.document.tonality.Tonality;
import dev.quayside.document.tonality.ToneModel;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Trains the tonality model.
final class ToneCommand {
    private static final int PARTS = 4;

    private final Path sentiment;
    private final PrintStream out;
    private final Languages languages = new Languages(new StopWords());

    ToneCommand(Path sentiment, PrintStream out) {
        this.sentiment = sentiment;
        this.out = out;
    }

    /// Trains and writes the model to `file`, or only measures how good it is among the sentences to train on.
    void run(Path file, boolean cross) throws IOException {
        ToneData data = ToneData.read(sentiment);
        out.println(data.training().size() + " sentences to train on, "
                + data.heldOut().size() + " held out, " + data.leftOut() + " left out for being like those");
        ToneTraining training = new ToneTraining(Lexicon.of(LexiconSource.read(sentiment)), data);
        if (cross) {
            crossValidate(training, data.training());
            return;
        }
        ToneModel model = training.train();
        ToneReport report = new ToneReport();
        report.add(data.heldOut(), new Tonality(model, languages)::score);
        out.println("Held out:\n\n" + report.table());
        try (OutputStream stream = Files.newOutputStream(file)) {
            model.write(stream);
        }
        out.println("Written to " + file + ", " + Files.size(file) + " bytes");
    }

    private void crossValidate(ToneTraining training, List<Example> examples) {
        ToneReport report = new ToneReport();
        for (int i = 1; i <= PARTS; i++) {
            int part = i;
            ToneModel model = training.train(
                    examples.stream().filter(example -> example.fold() != part).toList());
            List<Example> judged =
                    examples.stream().filter(example -> example.fold() == part).toList();
            report.add(judged, new Tonality(model, languages)::score);
        }
        out.println("Cross-validation in four parts among the sentences to train on:\n\n" + report.table());
    }
}
