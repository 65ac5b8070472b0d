package dev.quayside.document.language;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.stream.Collectors;
import opennlp.tools.langdetect.LanguageDetectorME;
import opennlp.tools.langdetect.LanguageDetectorModel;

/// The model of Apache OpenNLP for 103 languages. It takes up to a second to load and 38 MB of heap, so that is done
/// when it is first asked.
final class LanguageModel {
    private static final int MOST_GUESSES = 5;

    /// Languages that the model names by a part or a dialect of theirs.
    private static final Map<String, String> WIDER =
            Map.of("cmn", "zh", "nob", "no", "pes", "fa", "ekk", "et", "lvs", "lv", "zlm", "ms", "plt", "mg");

    private LanguageModel() {}

    /// What a text may be written in.
    ///
    /// @param code as in [Language]
    /// @param probability among all languages; a sure answer may have 0.03
    record Guess(String code, double probability) {}

    /// The most probable languages of `text`, the best first.
    static List<Guess> guesses(String text) {
        return Arrays.stream(new LanguageDetectorME(Loaded.MODEL).predictLanguages(text))
                .limit(MOST_GUESSES)
                .map(found -> new Guess(Loaded.code(found.getLang()), found.getConfidence()))
                .toList();
    }

    /// What is loaded once, when the first text comes.
    private static final class Loaded {
        static final LanguageDetectorModel MODEL = load();

        private static final Map<String, String> SHORT_CODES = Arrays.stream(Locale.getISOLanguages())
                .collect(Collectors.toUnmodifiableMap(Loaded::longCode, code -> code, (first, _) -> first));

        static String code(String longCode) {
            return WIDER.getOrDefault(longCode, SHORT_CODES.getOrDefault(longCode, longCode));
        }

        private static String longCode(String code) {
            try {
                return Locale.of(code).getISO3Language();
            } catch (MissingResourceException _) {
                return code;
            }
        }

        private static LanguageDetectorModel load() {
            try (InputStream stream = LanguageDetectorModel.class.getResourceAsStream("/langdetect-183.bin")) {
                if (stream == null) {
                    throw new IllegalStateException("the language model is not on the class path");
                }
                return new LanguageDetectorModel(new BufferedInputStream(stream));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
