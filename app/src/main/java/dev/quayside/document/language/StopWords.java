package dev.quayside.document.language;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.WordlistLoader;
import org.apache.lucene.analysis.snowball.SnowballFilter;

/// The words of each language that say nothing of what a text is about: articles, pronouns, prepositions. The lists
/// are those of Lucene. Immutable.
public final class StopWords {
    private static final Map<String, String> SNOWBALL = Map.ofEntries(
            Map.entry("da", "danish"),
            Map.entry("de", "german"),
            Map.entry("en", "english"),
            Map.entry("es", "spanish"),
            Map.entry("fi", "finnish"),
            Map.entry("fr", "french"),
            Map.entry("hu", "hungarian"),
            Map.entry("it", "italian"),
            Map.entry("nl", "dutch"),
            Map.entry("no", "norwegian"),
            Map.entry("pt", "portuguese"),
            Map.entry("ru", "russian"),
            Map.entry("sv", "swedish"));

    /// Languages whose lists lie in folders, by the folder's name where it is another.
    private static final Map<String, String> FOLDERS = Map.ofEntries(
            Map.entry("ar", "ar"),
            Map.entry("bg", "bg"),
            Map.entry("ca", "ca"),
            Map.entry("cs", "cz"),
            Map.entry("el", "el"),
            Map.entry("et", "et"),
            Map.entry("eu", "eu"),
            Map.entry("fa", "fa"),
            Map.entry("gl", "gl"),
            Map.entry("hi", "hi"),
            Map.entry("hy", "hy"),
            Map.entry("id", "id"),
            Map.entry("lt", "lt"),
            Map.entry("lv", "lv"),
            Map.entry("ro", "ro"),
            Map.entry("tr", "tr"));

    /// What the lists leave out, but would only get in the way.
    private static final Map<String, String> MORE = Map.of(
            "en",
            "can will may might must shall also however thus hence although though whether since within without among"
                    + " upon via per etc yet still already even just many much several another every either neither"
                    + " one two three us",
            "fr",
            "est plus été fait faire comme aussi tout tous toute toutes selon entre après avant depuis très peut"
                    + " peuvent doit être avoir où si dont donc ainsi alors cela elles vers chez lors afin deux trois");

    private static final Pattern MARKS = Pattern.compile("\\p{M}+");

    private final Map<String, Set<String>> byLanguage = new TreeMap<>();

    /// For each word the languages it is a stop word of.
    private final Map<String, List<String>> languages = new HashMap<>();

    /// Reads all lists, which takes some 20 milliseconds.
    public StopWords() {
        SNOWBALL.forEach((code, name) -> add(code, "/org/apache/lucene/analysis/snowball/" + name + "_stop.txt", true));
        FOLDERS.forEach((code, folder) -> add(code, "/org/apache/lucene/analysis/" + folder + "/stopwords.txt", false));
        Map<String, List<String>> found = new HashMap<>();
        byLanguage.forEach((code, words) -> words.forEach(
                word -> found.computeIfAbsent(word, _ -> new ArrayList<>()).add(code)));
        found.forEach((word, codes) -> languages.put(word, List.copyOf(codes)));
    }

    /// The stop words of `language`, in the form of [#plain]; none if there is no list of it.
    public Set<String> of(Language language) {
        return byLanguage.getOrDefault(language.code(), Set.of());
    }

    /// The languages in which the word with the form `plain` is a stop word.
    List<String> languagesOf(String plain) {
        return languages.getOrDefault(plain, List.of());
    }

    /// `word` in lower case, with typewriter apostrophes, and in Greek without accents: the form in which the lists
    /// have it.
    public static String plain(String word) {
        String lower = word.toLowerCase(Locale.ROOT).replace('’', '\'');
        boolean greek = lower.chars().anyMatch(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.GREEK);
        return greek
                ? MARKS.matcher(Normalizer.normalize(lower, Normalizer.Form.NFD))
                        .replaceAll("")
                        .replace('ς', 'σ')
                : lower;
    }

    private void add(String code, String resource, boolean snowball) {
        try (InputStream stream = SnowballFilter.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException("Lucene has no " + resource);
            }
            InputStreamReader reader = new InputStreamReader(stream, StandardCharsets.UTF_8);
            CharArraySet words =
                    snowball ? WordlistLoader.getSnowballWordSet(reader) : WordlistLoader.getWordSet(reader, "#");
            Set<String> plain = new HashSet<>();
            words.forEach(word -> plain.add(plain(new String((char[]) word))));
            plain.addAll(List.of(MORE.getOrDefault(code, "").split(" ", -1)));
            byLanguage.put(code, Set.copyOf(plain));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
