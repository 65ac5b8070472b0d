package dev.quayside.step;

/// One key of a step's `config`.
///
/// @param summary one sentence for the reference and for error messages; says unit, range and default
public record ConfigKey(String name, Kind kind, boolean required, String summary) {
    /// Which JSON values a key takes. A text that holds a template is taken by all kinds.
    public enum Kind {
        TEXT("a text"),
        NUMBER("a number"),
        FLAG("true or false"),
        OBJECT("an object"),
        LIST("a list"),
        /// A number of seconds, or a text such as `30s` or `5m`.
        DURATION("a time span such as 30s or a number of seconds"),
        ANY("any value");

        private final String phrase;

        Kind(String phrase) {
            this.phrase = phrase;
        }

        /// The kind in words, as in "must be a number".
        public String phrase() {
            return phrase;
        }
    }

    /// A key that must be there.
    public static ConfigKey required(String name, Kind kind, String summary) {
        return new ConfigKey(name, kind, true, summary);
    }

    /// A key that may be left out.
    public static ConfigKey optional(String name, Kind kind, String summary) {
        return new ConfigKey(name, kind, false, summary);
    }
}
