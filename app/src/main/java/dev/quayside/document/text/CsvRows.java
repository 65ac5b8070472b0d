package dev.quayside.document.text;

import java.util.ArrayList;
import java.util.List;

/// Rows and cells of comma-separated values; the separator is the one of comma, semicolon, tab and bar that the first
/// line holds most of. Source: RFC 4180, read leniently.
public final class CsvRows {
    private static final String SEPARATORS = ",;\t|";

    private CsvRows() {}

    /// Cells have no tabs and no line breaks left in them.
    public static List<List<String>> read(String text) {
        char separator = separator(text);
        List<List<String>> rows = new ArrayList<>();
        List<String> row = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '"' && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                cell.append('"');
                i++;
            } else if (c == '"' && (quoted || cell.isEmpty())) {
                quoted = !quoted;
            } else if (!quoted && (c == separator || c == '\n')) {
                row.add(Blanks.oneLine(cell));
                cell.setLength(0);
                if (c == '\n') {
                    rows.add(row);
                    row = new ArrayList<>();
                }
            } else {
                cell.append(c);
            }
        }
        row.add(Blanks.oneLine(cell));
        rows.add(row);
        return rows;
    }

    private static char separator(String text) {
        String first = text.lines().findFirst().orElse("");
        return (char) SEPARATORS
                .chars()
                .boxed()
                .max((a, b) -> Long.compare(count(first, a), count(first, b)))
                .orElse((int) ',')
                .intValue();
    }

    private static long count(String line, int separator) {
        return line.chars().filter(c -> c == separator).count();
    }
}
