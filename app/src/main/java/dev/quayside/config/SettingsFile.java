package dev.quayside.config;

import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.dataformat.yaml.YAMLFactory;

/// The settings file: YAML, its nested maps flattened to dotted keys.
///
/// Immutable.
///
/// @param name for messages, as `quayside.yaml`
/// @param entries by key
record SettingsFile(String name, Map<String, Entry> entries) {
    SettingsFile {
        entries = Map.copyOf(entries);
    }

    /// What stands behind a key.
    ///
    /// @param values one, or those of a list; none if the key has no value
    /// @param list whether it was written as a list
    /// @param line counted from 1
    record Entry(List<String> values, boolean list, int line) {
        Entry {
            values = List.copyOf(values);
        }
    }

    /// Reads the file. Values stay as they were written: `007` is not 7, and `yes` is not yet true.
    ///
    /// @throws ProblemException `config.invalid-file` with the line; the message never quotes the file, which may
    ///         hold secrets
    static SettingsFile parse(String name, String text) {
        Map<String, Entry> entries = new TreeMap<>();
        try (JsonParser parser = new YAMLFactory().createParser(ObjectReadContext.empty(), text)) {
            JsonToken first = parser.nextToken();
            if (first == JsonToken.START_OBJECT) {
                readMap(name, parser, "", entries);
                if (parser.nextToken() != null) {
                    throw invalid(name, line(parser), "a second document begins; there must be only one");
                }
            } else if (first != null && first != JsonToken.VALUE_NULL) {
                throw invalid(name, line(parser), "expected 'key: value' lines");
            }
        } catch (JacksonException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            throw new ProblemException(new Problem(
                    "config.invalid-file",
                    name + ", line " + line + ": this is not YAML; check indentation, colons and quotes"));
        }
        return new SettingsFile(name, entries);
    }

    private static void readMap(String name, JsonParser parser, String prefix, Map<String, Entry> entries) {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = prefix + parser.currentName().replace('_', '-').toLowerCase(Locale.ROOT);
            int line = line(parser);
            switch (parser.nextToken()) {
                case START_OBJECT -> readMap(name, parser, key + ".", entries);
                case START_ARRAY -> add(name, key, new Entry(readList(name, parser, key), true, line), entries);
                case VALUE_NULL -> add(name, key, new Entry(List.of(), false, line), entries);
                default -> add(name, key, new Entry(List.of(parser.getString()), false, line), entries);
            }
        }
    }

    private static List<String> readList(String name, JsonParser parser, String key) {
        List<String> values = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (!parser.currentToken().isScalarValue()) {
                throw invalid(name, line(parser), "'" + key + "' may hold a list of simple values only");
            }
            values.add(parser.getString());
        }
        return values;
    }

    private static void add(String name, String key, Entry entry, Map<String, Entry> entries) {
        Entry earlier = entries.putIfAbsent(key, entry);
        if (earlier != null) {
            throw invalid(name, entry.line(), "'" + key + "' stands in line " + earlier.line() + " already");
        }
    }

    private static int line(JsonParser parser) {
        return parser.currentTokenLocation().getLineNr();
    }

    private static ProblemException invalid(String name, int line, String what) {
        return new ProblemException("config.invalid-file", name + ", line " + line + ": " + what);
    }
}
