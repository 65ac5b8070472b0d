package dev.quayside.document.text;

/// Takes out of text the blanks that say nothing. In one pass: patterns take long over what is all blanks.
final class Blanks {
    private Blanks() {}

    /// A text in one line: every run of blanks and line breaks is one blank, and none stands at the ends.
    static String oneLine(CharSequence text) {
        StringBuilder line = new StringBuilder(text.length());
        boolean apart = false;
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            if (isBlank(letter) || letter == '\n' || letter == '\r' || letter == '\f' || letter == '\u000b') {
                apart = true;
            } else {
                if (apart && !line.isEmpty()) {
                    line.append(' ');
                }
                line.append(letter);
                apart = false;
            }
        }
        return line.toString().strip();
    }

    /// A text without blanks at the ends of its lines, without more than one empty line in a row, and without empty
    /// lines at the ends.
    static String tidy(CharSequence text) {
        StringBuilder tidy = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            if (letter == '\n') {
                endLine(tidy);
            } else if (letter != '\r') {
                tidy.append(letter);
            }
        }
        return tidy.toString().strip();
    }

    private static void endLine(StringBuilder tidy) {
        int end = tidy.length();
        while (end > 0 && isBlank(tidy.charAt(end - 1))) {
            end--;
        }
        tidy.setLength(end);
        if (end < 2 || tidy.charAt(end - 1) != '\n' || tidy.charAt(end - 2) != '\n') {
            tidy.append('\n');
        }
    }

    private static boolean isBlank(char letter) {
        return letter == ' ' || letter == '\t' || letter == '\u00a0';
    }
}
