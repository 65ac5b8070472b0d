package dev.quayside.document.tonality;

/// A word and its part in the polarity of its sentence.
///
/// @param word in lower case, or an emoticon
/// @param weight how much it added; negative where it made the sentence more negative. Its scale is that of the
/// sentence only: compare words of one text
public record WeighedWord(String word, double weight) {}
