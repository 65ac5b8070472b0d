package dev.quayside.document.tonality;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Recognises faces and hearts made of marks, and says how they are meant.
///
/// @param text the plainest form: without nose, with one mouth, and not mirrored
/// @param end index after it
record Emoticon(String text, int end) {
    /// How positive each is, from -1 to 1. Written by hand.
    private static final Map<String, Float> MEANINGS = Map.ofEntries(
            Map.entry(":)", 0.5f),
            Map.entry(";)", 0.4f),
            Map.entry(":D", 0.7f),
            Map.entry("xD", 0.6f),
            Map.entry(":P", 0.4f),
            Map.entry(":*", 0.6f),
            Map.entry("<3", 0.8f),
            Map.entry("^^", 0.4f),
            Map.entry(":o", -0.05f),
            Map.entry(":/", -0.35f),
            Map.entry(":|", -0.15f),
            Map.entry(":(", -0.6f),
            Map.entry(":'(", -0.7f),
            Map.entry("-_-", -0.35f),
            Map.entry("</3", -0.7f));

    /// How positive the emoticon with this plainest form is; 0 for anything else.
    static float meaning(String text) {
        return MEANINGS.getOrDefault(text, 0f);
    }

    /// The emoticon that begins at `begin`, if one does. There must not be a letter or a digit before it.
    static @Nullable Emoticon at(String text, int begin) {
        return switch (text.charAt(begin)) {
            case ':', ';', '=', '8', 'x', 'X' -> face(text, begin);
            case '(', ')' -> mirrored(text, begin);
            case '<' -> fixed(text, begin, "<3", "</3");
            case '^' -> fixed(text, begin, "^_^", "^-^", "^.^", "^^");
            case '-' -> fixed(text, begin, "-_-", "-__-");
            default -> null;
        };
    }

    private static @Nullable Emoticon face(String text, int begin) {
        char eyes = text.charAt(begin);
        int i = begin + 1;
        boolean tear = at(text, i, '\'');
        if (tear || at(text, i, '-') || at(text, i, '^') || (at(text, i, 'o') && isRoundMouth(text, i + 1))) {
            i++;
        }
        if (tear && at(text, i, '-')) {
            i++;
        }
        if (i >= text.length()) {
            return null;
        }
        char mouth = text.charAt(i);
        int end = i + 1;
        while (end < text.length() && text.charAt(end) == mouth) {
            end++;
        }
        if (Character.isLetterOrDigit(mouth) && end < text.length() && Character.isLetterOrDigit(text.charAt(end))) {
            return null;
        }
        String plain = plain(eyes, tear, mouth);
        return plain == null ? null : new Emoticon(plain, end);
    }

    private static @Nullable String plain(char eyes, boolean tear, char mouth) {
        if (eyes == 'x' || eyes == 'X' || eyes == '8') {
            return mouth == 'D' && eyes != '8' ? "xD" : mouth == ')' && eyes == '8' ? ":)" : null;
        }
        return switch (mouth) {
            case ')' -> tear ? ":)" : eyes == ';' ? ";)" : ":)";
            case '(' -> tear ? ":'(" : ":(";
            case 'D' -> ":D";
            case 'p', 'P' -> ":P";
            case '*' -> ":*";
            case '3' -> eyes == ':' ? ":)" : null;
            case 'o', 'O' -> eyes == ':' ? ":o" : null;
            case '/', '\\' -> ":/";
            case '|' -> ":|";
            default -> null;
        };
    }

    /// A mouth, perhaps a nose, and eyes at the end.
    private static @Nullable Emoticon mirrored(String text, int begin) {
        int i = begin + 1;
        if (at(text, i, '-')) {
            i++;
        }
        if (!at(text, i, ':') && !at(text, i, ';') && !at(text, i, '=')) {
            return null;
        }
        int end = i + 1;
        if (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
            return null;
        }
        return new Emoticon(text.charAt(begin) == '(' ? ":)" : ":(", end);
    }

    private static @Nullable Emoticon fixed(String text, int begin, String... forms) {
        for (String form : forms) {
            if (text.startsWith(form, begin)) {
                return new Emoticon(
                        form.charAt(0) == '^' ? "^^" : form.charAt(0) == '-' ? "-_-" : form, begin + form.length());
            }
        }
        return null;
    }

    private static boolean isRoundMouth(String text, int i) {
        return at(text, i, ')') || at(text, i, '(');
    }

    private static boolean at(String text, int i, char c) {
        return i < text.length() && text.charAt(i) == c;
    }
}
