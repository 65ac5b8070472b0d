package dev.quayside.document.keyword;

/// A word or phrase that says what a text is about.
///
/// @param phrase as the text has it most often
/// @param score from 0 to 1; compare within one text only
/// @param count how often it occurs, in any inflection
public record Keyword(String phrase, double score, int count) {}
