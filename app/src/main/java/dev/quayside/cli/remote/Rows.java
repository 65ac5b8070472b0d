package dev.quayside.cli.remote;

import dev.quayside.cli.OutputOptions;
import dev.quayside.cli.Terminal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Shows JSON as tables. Immutable.
public record Rows(Terminal terminal, OutputOptions output) {
    private static final int WIDEST = 60;

    /// A list: the answer itself as JSON, or some of its fields as a table.
    public void list(JsonNode answer, String... fields) {
        if (output.json()) {
            terminal.print(answer);
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(fields).stream()
                .map(field -> field.toUpperCase(Locale.ROOT).replace('_', ' '))
                .toList());
        for (JsonNode item : answer.path("items")) {
            rows.add(List.of(fields).stream()
                    .map(field -> cell(item.path(field)))
                    .toList());
        }
        print(rows, fields.length);
        long total = answer.path("total").asLong(rows.size() - 1L);
        if (total > rows.size() - 1) {
            terminal.progress(output, (rows.size() - 1) + " of " + total + "; more with --skip and --limit");
        }
    }

    /// One thing: the answer itself as JSON, or its fields a line each.
    public void show(JsonNode answer) {
        if (output.json()) {
            terminal.print(answer);
            return;
        }
        Map<String, String> values = new LinkedHashMap<>();
        answer.properties().forEach(field -> values.put(field.getKey(), value(field.getValue())));
        terminal.print(output, values);
    }

    private static String value(JsonNode value) {
        return value.isNull() ? "-" : value.isString() ? Terminal.printable(value.stringValue()) : value.toString();
    }

    private static String cell(JsonNode value) {
        String text = value.isMissingNode() ? "-" : value(value);
        return text.length() > WIDEST ? text.substring(0, WIDEST - 1) + "…" : text;
    }

    private void print(List<List<String>> rows, int columns) {
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
            }
            terminal.print(line.toString().stripTrailing());
        }
    }
}
