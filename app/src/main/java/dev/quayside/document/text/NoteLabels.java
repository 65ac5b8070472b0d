package dev.quayside.document.text;

import java.util.Locale;
import java.util.regex.Pattern;

/// Numbers the notes of texts as their readers see them: `[1]` at the foot, `[i]` at the end. What Word calls them
/// inside begins with a number of its own choice. One thread at a time.
final class NoteLabels {
    private static final Pattern REFERENCE = Pattern.compile("\\[(foot|end)noteRef:\\d{1,9}]");
    private static final int[] VALUES = {1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1};
    private static final String[] SIGNS = {"m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"};

    private int footnotes;
    private int endnotes;
    private int footReferences;
    private int endReferences;
    private String next = "";

    /// Tells that an element begins.
    ///
    /// @param role its class
    void begin(String role) {
        if (role.equals("footnote")) {
            next = "[" + ++footnotes + "] ";
        } else if (role.equals("endnote")) {
            next = "[" + roman(++endnotes) + "] ";
        }
    }

    /// The paragraph with its references in that form, and its own label if it begins a note.
    String label(String paragraph) {
        if (paragraph.isBlank()) {
            return paragraph;
        }
        String own = next;
        next = "";
        if (!paragraph.contains("noteRef:")) {
            return own + paragraph;
        }
        return own
                + REFERENCE
                        .matcher(paragraph)
                        .replaceAll(found -> found.group(1).equals("foot")
                                ? "[" + ++footReferences + "]"
                                : "[" + roman(++endReferences) + "]");
    }

    static String roman(int number) {
        if (number < 1 || number > 3_999) {
            return Integer.toString(number);
        }
        StringBuilder text = new StringBuilder();
        int left = number;
        for (int i = 0; i < VALUES.length; i++) {
            for (; left >= VALUES[i]; left -= VALUES[i]) {
                text.append(SIGNS[i]);
            }
        }
        return text.toString().toLowerCase(Locale.ROOT);
    }
}
