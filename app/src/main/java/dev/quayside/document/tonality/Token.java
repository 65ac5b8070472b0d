package dev.quayside.document.tonality;

/// A word, a mark or an emoticon of a text.
///
/// @param text lower case and normalised: `doesn't` is `does` and `n't`, `:-)))` is `:)`, `sooo` is `soo`
/// @param shouted whether it is in capitals in a sentence that is not
/// @param stretched whether letters were repeated, as in `sooo`
/// @param begin index of its first character in the sentence
/// @param end index after its last character
record Token(String text, boolean shouted, boolean stretched, int begin, int end) {
    /// Whether it begins with a letter or a digit.
    boolean isWord() {
        return Character.isLetterOrDigit(text.codePointAt(0));
    }
}
