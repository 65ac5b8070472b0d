package dev.quayside.training;

import dev.quayside.document.tonality.Lexicon.Prior;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What is known of single words, from two lexicons that may be used freely: VADER's (MIT) and that of Pattern (public
/// domain), and from the names of emoji.
final class LexiconSource {
    private static final Pattern ATTRIBUTE = Pattern.compile("(\\w+)=\"([^\"]*)\"");

    /// What one emoji means at most: its name often says it twice.
    private static final double MOST = 0.8;

    private final Map<String, Double> valences = new HashMap<>();
    private final Map<String, Means> means = new HashMap<>();

    private LexiconSource() {}

    /// Reads the lexicons below the folder `sentiment`.
    static Map<String, Prior> read(Path sentiment) {
        LexiconSource source = new LexiconSource();
        try {
            Files.readAllLines(sentiment.resolve("lexicon/vader_lexicon.txt")).forEach(source::addValence);
            Files.readAllLines(sentiment.resolve("lexicon/en-sentiment.xml")).forEach(source::addMeaning);
            Files.readAllLines(sentiment.resolve("lexicon/emoji_utf8_lexicon.txt"))
                    .forEach(source::addEmoji);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return source.priors();
    }

    private Map<String, Prior> priors() {
        Map<String, Prior> priors = new TreeMap<>();
        valences.forEach((word, valence) -> priors.put(word, new Prior(valence.floatValue(), 0, 0, 0)));
        means.forEach((word, mean) -> {
            float valence = valences.getOrDefault(word, 0.0).floatValue();
            priors.put(word, new Prior(valence, mean.polarity(), mean.subjectivity(), 1));
        });
        return priors;
    }

    private void addValence(String line) {
        String[] fields = line.split("\t", 3);
        if (fields.length == 3 && Character.isLetter(fields[0].codePointAt(0))) {
            valences.put(fields[0].toLowerCase(Locale.ROOT), Double.parseDouble(fields[1]) / 4);
        }
    }

    private void addMeaning(String line) {
        if (!line.startsWith("<word ")) {
            return;
        }
        Map<String, String> attributes = ATTRIBUTE
                .matcher(line)
                .results()
                .collect(Collectors.toMap((MatchResult found) -> found.group(1), found -> found.group(2)));
        means.computeIfAbsent(attributes.getOrDefault("form", ""), _ -> new Means())
                .add(
                        Double.parseDouble(attributes.getOrDefault("polarity", "0")),
                        Double.parseDouble(attributes.getOrDefault("subjectivity", "0")));
    }

    private void addEmoji(String line) {
        String[] fields = line.split("\t", 2);
        double sum = 0;
        Matcher words = Pattern.compile("[a-z]+").matcher(fields[1].toLowerCase(Locale.ROOT));
        while (words.find()) {
            sum += valences.getOrDefault(words.group(), 0.0);
        }
        if (sum != 0) {
            String emoji = Character.toString(fields[0].codePointAt(0));
            valences.putIfAbsent(emoji, Math.clamp(sum, -MOST, MOST));
        }
    }

    /// Adds up the senses of a word.
    private static final class Means {
        private double polarity;
        private double subjectivity;
        private int senses;

        void add(double ofPolarity, double ofSubjectivity) {
            polarity += ofPolarity;
            subjectivity += ofSubjectivity;
            senses++;
        }

        float polarity() {
            return (float) (polarity / senses);
        }

        float subjectivity() {
            return (float) (subjectivity / senses);
        }
    }
}
