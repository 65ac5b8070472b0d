package dev.quayside.document.language;

/// A language that a text may be written in.
///
/// @param code of ISO 639-1 where there is one (`en`), else of ISO 639-3 (`ceb`); `und` if it is not known
public record Language(String code) {
    /// Too short a text, or one that could be in several languages.
    public static final Language UNKNOWN = new Language("und");

    /// English.
    public static final Language ENGLISH = new Language("en");
}
