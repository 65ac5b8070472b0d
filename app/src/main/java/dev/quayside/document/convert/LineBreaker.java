package dev.quayside.document.convert;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Breaks text into lines that fit a width: between words, and within a word that is wider than the line.
///
/// @param size of the letters, in points
record LineBreaker(Fonts fonts, Fonts.Face face, float size) {
    /// The lines, at least one.
    ///
    /// @param width in points
    List<String> lines(String text, float width) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String part : text.split("\n", -1)) {
            fill(fonts.showable(face, part).stripTrailing(), width, lines);
        }
        return lines;
    }

    private void fill(String text, float width, List<String> lines) throws IOException {
        StringBuilder line = new StringBuilder();
        float used = 0;
        for (String word : text.split("(?<= )", -1)) {
            float wide = fonts.width(face, size, word);
            if (used + fonts.width(face, size, word.stripTrailing()) > width && !line.isEmpty()) {
                lines.add(line.toString().stripTrailing());
                line.setLength(0);
                used = 0;
            }
            String rest = word;
            while (fonts.width(face, size, rest.stripTrailing()) > width && rest.length() > 1) {
                int fits = fitting(rest, width);
                lines.add(rest.substring(0, fits));
                rest = rest.substring(fits);
                wide = fonts.width(face, size, rest);
            }
            line.append(rest);
            used += wide;
        }
        lines.add(line.toString().stripTrailing());
    }

    /// How many letters of a word fit, at least one.
    private int fitting(String word, float width) throws IOException {
        int low = 1;
        int high = word.length();
        while (low < high) {
            int middle = (low + high + 1) / 2;
            if (fonts.width(face, size, word.substring(0, middle)) <= width) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low < word.length() && Character.isLowSurrogate(word.charAt(low)) ? low + 1 : low;
    }
}
