package dev.quayside.storage.content;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// The name of a file, fit to be shown, to be saved anywhere and to stand in a header. Immutable.
///
/// @param value 1 to 128 characters, without path, control characters, marks that turn the direction of writing, and
///     what Windows does not take
public record FileName(String value) {
    /// Most characters, also of the name as it was given.
    public static final int MOST = 128;

    private static final Pattern PATH = Pattern.compile("(?s)^.*[/\\\\]");
    /// Control characters, halves of characters, separators of lines, and what turns or hides writing.
    private static final Pattern INVISIBLE = Pattern.compile(
            "[\\p{Cc}\\p{Cs}\\p{Cn}\\p{Zl}\\p{Zp}\\u200E\\u200F\\u061C\\u202A-\\u202E\\u2066-\\u2069\\uFEFF]");
    private static final Pattern FORBIDDEN = Pattern.compile("[<>:\"|?*]");
    private static final Pattern EDGES = Pattern.compile("^\\s+|[\\s.]+$");
    /// Names of devices, with any extension. Source: Microsoft, "Naming Files, Paths, and Namespaces".
    private static final Pattern DEVICE =
            Pattern.compile("(?i)(con|prn|aux|nul|com[0-9\u00B9\u00B2\u00B3]|lpt[0-9\u00B9\u00B2\u00B3])(\\..*)?");

    private static final Set<String> NOTHING = Set.of("", ".", "..");

    public FileName {
        if (!clean(value).equals(value) || NOTHING.contains(value) || value.length() > MOST) {
            throw new IllegalArgumentException("not a clean name of a file");
        }
    }

    /// The name that a client gave, without what must not be in one.
    ///
    /// @throws RefusedFile `file.name` if it is too long, or nothing is left
    public static FileName of(String given) {
        String last = PATH.matcher(given).replaceFirst("");
        if (last.length() > MOST) {
            throw new RefusedFile("file.name", "The file's name has " + last.length() + " characters, at most " + MOST);
        }
        String clean = clean(last);
        if (NOTHING.contains(clean) || clean.length() > MOST) {
            throw new RefusedFile("file.name", "The file has no name; give one of 1 to " + MOST + " characters");
        }
        return new FileName(clean);
    }

    private static String clean(String given) {
        String plain = Normalizer.normalize(INVISIBLE.matcher(given).replaceAll(""), Normalizer.Form.NFC);
        String allowed = FORBIDDEN.matcher(PATH.matcher(plain).replaceFirst("")).replaceAll("_");
        String trimmed = EDGES.matcher(allowed).replaceAll("");
        return DEVICE.matcher(trimmed).matches() ? "_" + trimmed : trimmed;
    }

    /// What follows the last dot, in small letters; empty without a dot.
    public String extension() {
        int dot = value.lastIndexOf('.');
        return dot < 0 ? "" : value.substring(dot + 1).toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return value;
    }
}
