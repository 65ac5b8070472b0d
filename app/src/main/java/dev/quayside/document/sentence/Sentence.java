package dev.quayside.document.sentence;

/// A sentence and where it stands in its text.
///
/// @param text as written, without white space around it
/// @param begin index of its first character
/// @param end index after its last character
public record Sentence(String text, int begin, int end) {}
