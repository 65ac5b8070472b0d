package dev.quayside.benchmarks;

import java.util.Locale;

/// How a figure is shown.
///
/// @param key its name in JSON
/// @param label its name for people
record Figure(String key, String label, Unit unit) {
    /// What a figure is counted in, and with how many digits after the point it is shown.
    enum Unit {
        RATIO("x", 1),
        STEPS_PER_SECOND("steps/s", 0),
        LINES_PER_SECOND("lines/s", 0),
        MESSAGES_PER_SECOND("messages/s", 0),
        SENTENCES_PER_SECOND("sentences/s", 0),
        WORDS_PER_SECOND("words/s", 0),
        MICROSECONDS("µs", 1),
        BYTES("bytes", 0),
        COUNT("", 0),
        REQUESTS_PER_SECOND("requests/s", 0),
        FILES_PER_SECOND("files/s", 1),
        MEGABYTES_PER_SECOND("MB/s", 1),
        MILLION_LETTERS_PER_SECOND("million letters/s", 1),
        MILLISECONDS("ms", 1),
        SHORT_MILLISECONDS("ms", 3),
        /// Measured in seconds, shown in milliseconds.
        SECONDS_AS_MILLISECONDS("ms", 1),
        SECONDS("s", 2),
        MEGABYTES("MB", 0);

        private final String word;
        private final int digits;

        Unit(String word, int digits) {
            this.word = word;
            this.digits = digits;
        }

        String word() {
            return word;
        }

        /// `value` without its unit, thousands apart.
        String show(double value) {
            double shown = this == SECONDS_AS_MILLISECONDS ? value * 1_000 : value;
            return String.format(Locale.ROOT, "%,." + digits + "f", shown);
        }
    }
}
