package dev.quayside.training;

import java.io.IOException;
import java.io.PrintStream;
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
        boolean cross = arguments.contains("--cross");
        switch (arguments.isEmpty() ? "" : arguments.getFirst()) {
            case "tonality" ->
                new ToneCommand(data.resolve("sentiment"), out)
                        .run(resources.resolve("tonality/tonality.model"), cross);
            case "keywords" ->
                new KeywordCommand(data.resolve("keywords"), out)
                        .run(resources.resolve("keyword/keyword.model"), cross);
            default -> {
                out.println("usage: ./quayside train tonality|keywords [--cross]");
                return USAGE;
            }
        }
        return 0;
    }
}
