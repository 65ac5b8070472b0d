package dev.quayside.document.convert;

import java.io.IOException;
import java.io.InputStream;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.font.PDType0Font;

/// The letters that pages are set in: Liberation, which has Latin, Greek and Cyrillic. What it does not have becomes a
/// question mark. Belongs to one document; one thread at a time.
final class Fonts {
    private static final String MISSING = "?";

    private final PDDocument document;
    private final Map<Face, PDType0Font> loaded = new EnumMap<>(Face.class);
    private final Map<Face, Map<Integer, Float>> widths = new EnumMap<>(Face.class);

    Fonts(PDDocument document) {
        this.document = document;
    }

    /// A cut of the letters.
    enum Face {
        PLAIN("LiberationSans-Regular"),
        BOLD("LiberationSans-Bold"),
        ITALIC("LiberationSans-Italic"),
        MONO("LiberationMono-Regular");

        private final String file;

        Face(String file) {
            this.file = file;
        }
    }

    PDType0Font font(Face face) throws IOException {
        PDType0Font font = loaded.get(face);
        if (font == null) {
            try (InputStream stream = Fonts.class.getResourceAsStream("/liberation/" + face.file + ".ttf")) {
                if (stream == null) {
                    throw new IllegalStateException("the program is not complete: " + face.file + " is missing");
                }
                font = PDType0Font.load(document, stream, true);
            }
            loaded.put(face, font);
        }
        return font;
    }

    /// The text with a question mark for each letter that cannot be shown.
    String showable(Face face, String text) throws IOException {
        PDType0Font font = font(face);
        Map<Integer, Float> letters = letters(face);
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().forEach(letter -> {
            if (Character.isWhitespace(letter) || letter == 0xA0) {
                shown.append(' ');
            } else if (letters.computeIfAbsent(letter, one -> width(font, one)) >= 0) {
                shown.appendCodePoint(letter);
            } else if (!Character.isISOControl(letter) && Character.getType(letter) != Character.FORMAT) {
                shown.append(MISSING);
            }
        });
        return shown.toString();
    }

    /// In points, of what can be shown. A letter is measured once.
    float width(Face face, float size, String shown) throws IOException {
        PDType0Font font = font(face);
        Map<Integer, Float> letters = letters(face);
        double sum = shown.codePoints()
                .mapToDouble(letter -> letters.computeIfAbsent(letter, one -> width(font, one)))
                .sum();
        return (float) (sum / 1_000 * size);
    }

    private Map<Integer, Float> letters(Face face) {
        return widths.computeIfAbsent(face, _ -> new HashMap<>());
    }

    /// In thousandths of the letters' size; below 0 if there is no such letter.
    private static float width(PDType0Font font, int letter) {
        try {
            return font.getStringWidth(Character.toString(letter));
        } catch (IllegalArgumentException | IOException _) {
            return -1;
        }
    }
}
