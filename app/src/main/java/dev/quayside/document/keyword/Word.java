package dev.quayside.document.keyword;

/// A word where it stands in a text.
///
/// @param text as written
/// @param plain in lower case
/// @param stem the form that its inflections share
/// @param stop whether it says nothing of what the text is about
/// @param afterBreak whether something stands before it that no phrase reaches over
/// @param sentence the number of the sentence it is in, from 0
record Word(String text, String plain, String stem, boolean stop, boolean afterBreak, int sentence) {
    boolean isCapitalised() {
        return Character.isUpperCase(text.codePointAt(0));
    }

    /// Whether it has two letters or more and all are capitals, apart from an `s` at the end.
    boolean isAcronym() {
        String letters = text.endsWith("s") ? text.substring(0, text.length() - 1) : text;
        return letters.length() > 1
                && letters.chars().filter(Character::isUpperCase).count() > 1
                && letters.chars().noneMatch(Character::isLowerCase);
    }

    boolean hasDigit() {
        return text.chars().anyMatch(Character::isDigit);
    }
}
