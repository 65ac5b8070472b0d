package dev.quayside.document.sentence;

import java.util.ArrayList;
import java.util.List;

/// The simple rule of the File Processing & Analysis API: a sentence ends after `.`, `!` or `?` before white space.
///
/// It cuts after abbreviations too; its clients count on that. [Sentences] cuts more like a reader would.
public final class PlainSentences {
    private PlainSentences() {}

    /// The sentences of `text` in their order, duplicates included, each without white space around it. Line ends and
    /// the blanks around them count as one space. Takes time in proportion to the text, whatever it holds.
    public static List<String> of(String text) {
        String line = joinLines(text);
        List<String> sentences = new ArrayList<>();
        int begin = 0;
        for (int i = 1; i < line.length(); i++) {
            if (isSpace(line.charAt(i)) && endsSentence(line.charAt(i - 1))) {
                begin = add(line, begin, i, sentences);
            }
        }
        int _ = add(line, begin, line.length(), sentences);
        return List.copyOf(sentences);
    }

    /// White space in the widest sense, the no-break space included.
    static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    private static boolean endsSentence(char c) {
        return c == '.' || c == '!' || c == '?';
    }

    private static String joinLines(String text) {
        StringBuilder line = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            int end = i;
            boolean brokenHere = false;
            while (end < text.length() && isSpace(text.charAt(end))) {
                brokenHere |= text.charAt(end) == '\n' || text.charAt(end) == '\r';
                end++;
            }
            if (brokenHere) {
                line.append(' ');
            } else {
                line.append(text, i, end);
            }
            i = end;
            while (end < text.length() && !isSpace(text.charAt(end))) {
                end++;
            }
            line.append(text, i, end);
            i = end;
        }
        return line.toString();
    }

    private static int add(String line, int begin, int end, List<String> sentences) {
        int first = begin;
        int last = end;
        while (first < last && isSpace(line.charAt(first))) {
            first++;
        }
        while (last > first && isSpace(line.charAt(last - 1))) {
            last--;
        }
        if (first < last) {
            sentences.add(line.substring(first, last));
        }
        return end;
    }
}
