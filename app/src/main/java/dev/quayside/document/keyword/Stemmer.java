package dev.quayside.document.keyword;

import dev.quayside.document.language.Language;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tartarus.snowball.SnowballStemmer;
import org.tartarus.snowball.ext.DanishStemmer;
import org.tartarus.snowball.ext.DutchStemmer;
import org.tartarus.snowball.ext.FinnishStemmer;
import org.tartarus.snowball.ext.FrenchStemmer;
import org.tartarus.snowball.ext.GermanStemmer;
import org.tartarus.snowball.ext.GreekStemmer;
import org.tartarus.snowball.ext.HungarianStemmer;
import org.tartarus.snowball.ext.ItalianStemmer;
import org.tartarus.snowball.ext.NorwegianStemmer;
import org.tartarus.snowball.ext.PorterStemmer;
import org.tartarus.snowball.ext.PortugueseStemmer;
import org.tartarus.snowball.ext.RomanianStemmer;
import org.tartarus.snowball.ext.RussianStemmer;
import org.tartarus.snowball.ext.SpanishStemmer;
import org.tartarus.snowball.ext.SwedishStemmer;
import org.tartarus.snowball.ext.TurkishStemmer;

/// Brings the inflections of a word to one form. One thread at a time; remembers the words it has seen.
final class Stemmer {
    private static final int LONGEST_WORD = 60;

    private final @Nullable SnowballStemmer stemmer;
    private final Map<String, String> stems = new HashMap<>();

    /// For `language`; words of a language without a stemmer stay as they are.
    Stemmer(Language language) {
        stemmer = switch (language.code()) {
            case "en" -> new PorterStemmer();
            case "da" -> new DanishStemmer();
            case "de" -> new GermanStemmer();
            case "el" -> new GreekStemmer();
            case "es" -> new SpanishStemmer();
            case "fi" -> new FinnishStemmer();
            case "fr" -> new FrenchStemmer();
            case "hu" -> new HungarianStemmer();
            case "it" -> new ItalianStemmer();
            case "nl" -> new DutchStemmer();
            case "no" -> new NorwegianStemmer();
            case "pt" -> new PortugueseStemmer();
            case "ro" -> new RomanianStemmer();
            case "ru" -> new RussianStemmer();
            case "sv" -> new SwedishStemmer();
            case "tr" -> new TurkishStemmer();
            default -> null;
        };
    }

    /// The stem of a word in lower case.
    String stem(String word) {
        SnowballStemmer snowball = stemmer;
        if (snowball == null || word.length() > LONGEST_WORD) {
            return word;
        }
        return stems.computeIfAbsent(word, fresh -> {
            snowball.setCurrent(fresh);
            snowball.stem();
            return snowball.getCurrent();
        });
    }
}
