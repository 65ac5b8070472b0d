package dev.quayside.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// A text whose keywords people have named.
///
/// @param set the name of the data set it is from
/// @param id its name there
/// @param keywords as people wrote them, which need not be as they stand in the text
record JudgedDocument(String set, String id, String text, List<String> keywords) {
    /// The data sets in English, on which the model is trained, by the names of their files.
    static final List<String> ENGLISH = List.of("Inspec", "SemEval2017", "500N-KPCrowd-v1.1", "SemEval2010");

    /// Those in French and Portuguese, which only measure it.
    static final List<String> OTHERS = List.of("WikiNews", "110-PT-BN-KP");

    private static final int FOLDS = 5;

    JudgedDocument {
        keywords = List.copyOf(keywords);
    }

    /// Reads a data set from the folder `keywords`.
    static List<JudgedDocument> read(Path folder, String set) {
        ObjectMapper mapper = new ObjectMapper();
        try {
            return Files.readAllLines(folder.resolve(set + ".jsonl")).stream()
                    .map(mapper::readTree)
                    .map(json -> new JudgedDocument(
                            set, json.get("id").asString(), json.get("text").asString(), strings(json.get("gold"))))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// One of five parts of its set, by its name; part 0 is held out and never trained on.
    int fold() {
        return Math.floorMod((id.hashCode() * 0x85ebca6b) >>> 7, FOLDS);
    }

    /// Whether the model must not see it in training.
    boolean heldOut() {
        return OTHERS.contains(set) || fold() == 0;
    }

    private static List<String> strings(JsonNode array) {
        List<String> strings = new ArrayList<>();
        array.forEach(element -> strings.add(element.asString()));
        return strings;
    }
}
