package dev.quayside.training;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The judged sentences, parted into those to train on and those that are held out.
///
/// Some sets were made from the same reviews. A sentence to train on that shares six words in a row with one that is
/// held out is left out, so that no figure is better than it should be.
///
/// @param training in the order of the sets
/// @param heldOut in the order of the sets
/// @param facts sentences without sentiment, written for this project
/// @param opinions sentences with sentiment, written for this project
/// @param leftOut how many sentences were too much like one that is held out
record ToneData(
        List<Example> training, List<Example> heldOut, List<String> facts, List<Opinion> opinions, int leftOut) {
    private static final int SHARED_WORDS = 6;

    /// A sentence and whether it is positive.
    record Opinion(String text, boolean positive) {}

    /// Reads the sets below the folder `sentiment`.
    static ToneData read(Path sentiment) {
        List<Example> all = Arrays.stream(DataSet.values())
                .flatMap(set -> set.read(sentiment).stream())
                .toList();
        List<Example> heldOut = all.stream().filter(Example::heldOut).toList();
        Set<String> known = new HashSet<>();
        heldOut.forEach(example -> known.addAll(passages(example)));
        List<Example> others =
                all.stream().filter(example -> !example.heldOut()).toList();
        List<Example> training = others.stream()
                .filter(example -> passages(example).stream().noneMatch(known::contains))
                .toList();
        return new ToneData(training, heldOut, ownFacts(), ownOpinions(), others.size() - training.size());
    }

    /// All rows of six words in the text; the whole text if it is shorter.
    private static Set<String> passages(Example example) {
        String[] words = example.text().toLowerCase(Locale.ROOT).split("[^a-z0-9]+", -1);
        List<String> whole =
                Arrays.stream(words).filter(word -> !word.isEmpty()).toList();
        Set<String> passages = new HashSet<>();
        for (int i = 0; i == 0 || i + SHARED_WORDS <= whole.size(); i++) {
            passages.add(String.join(" ", whole.subList(i, Math.min(whole.size(), i + SHARED_WORDS))));
        }
        return passages;
    }

    private static List<String> ownFacts() {
        return lines("facts.txt");
    }

    private static List<Opinion> ownOpinions() {
        return lines("opinions.txt").stream()
                .map(line -> new Opinion(line.substring(2), line.startsWith("+")))
                .toList();
    }

    private static List<String> lines(String resource) {
        try (InputStream stream = ToneData.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException("no resource " + resource);
            }
            return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
