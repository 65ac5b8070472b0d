package dev.quayside.training;

import dev.quayside.document.language.Languages;
import dev.quayside.document.language.StopWords;
import dev.quayside.document.tonality.Lexicon;
import dev.quayside.document.tonality.ToneModel;
import dev.quayside.document.tonality.Tonality;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Starts `./quayside train NAME`: trains the model, prints how good it is on what it was not trained on, and writes it
/// into the resources of the program.
public final class TrainingMain {
    private static final int USAGE = 2;

    private TrainingMain() {}

    /// Runs what was typed and ends the process.
    public static void main(String... arguments) throws IOException {
        Path root = Path.of(System.getProperty("quayside.root", "."));
        Path data = Path.of(System.getenv().getOrDefault("QUAYSIDE_SHARED", root + "/../shared"), "data");
        System.exit(run(List.of(arguments), root, data, System.out));
    }

    static int run(List<String> arguments, Path root, Path data, PrintStream out) throws IOException {
        Path resources = root.resolve("app/src/main/resources/dev/quayside/document");
        switch (arguments.isEmpty() ? "" : arguments.getFirst()) {
            case "tonality" -> {
                boolean cross = arguments.contains("--cross");
                tonality(data.resolve("sentiment"), resources.resolve("tonality/tonality.model"), cross, out);
                return 0;
            }
            default -> {
                out.println("usage: ./quayside train tonality [--cross]");
                return USAGE;
            }
        }
    }

    private static void tonality(Path sentiment, Path file, boolean cross, PrintStream out) throws IOException {
        Lexicon lexicon = Lexicon.of(LexiconSource.read(sentiment));
        ToneData data = ToneData.read(sentiment);
        out.println(data.training().size() + " sentences to train on, " + data.heldOut().size() + " held out, "
                + data.leftOut() + " left out for being like those");
        ToneTraining training = new ToneTraining(lexicon, data);
        Languages languages = new Languages(new StopWords());
        if (cross) {
            ToneReport report = new ToneReport();
            for (int part = 1; part <= 4; part++) {
                int judged = part;
                Tonality tonality = new Tonality(
                        training.train(data.training().stream()
                                .filter(example -> example.fold() != judged)
                                .toList()),
                        languages);
                report.add(
                        data.training().stream()
                                .filter(example -> example.fold() == judged)
                                .toList(),
                        tonality::score);
            }
            out.println("Cross-validation among the sentences to train on, in four parts:\n\n" + report.table());
            return;
        }
        ToneModel model = training.train();
        out.println("Held out:\n\n"
                + ToneReport.of(data.heldOut(), new Tonality(model, languages)::score).table());
        try (OutputStream stream = Files.newOutputStream(file)) {
            model.write(stream);
        }
        out.println("Written to " + file + ", " + Files.size(file) + " bytes");
    }
}
