package dev.quayside.http.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Header fields, their names without regard to case. Immutable.
public final class Headers {
    public static final Headers NONE = new Headers(new TreeMap<>(String.CASE_INSENSITIVE_ORDER));

    private final SortedMap<String, List<String>> values;

    private Headers(SortedMap<String, List<String>> values) {
        this.values = values;
    }

    /// One field.
    public static Headers of(String name, String value) {
        return NONE.with(name, value);
    }

    /// All fields of a message, in any case and order.
    public static Headers copyOf(Map<String, List<String>> fields) {
        var copy = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
        fields.forEach((name, values) -> copy.merge(
                name,
                List.copyOf(values),
                (a, b) -> Stream.concat(a.stream(), b.stream()).toList()));
        return new Headers(copy);
    }

    /// The first value of a field.
    public Optional<String> find(String name) {
        List<String> all = values.get(name);
        return all == null ? Optional.empty() : Optional.of(all.getFirst());
    }

    /// All values of a field, in their order.
    public List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    /// These and one more value.
    public Headers with(String name, String value) {
        SortedMap<String, List<String>> more = new TreeMap<>(values);
        List<String> all = new ArrayList<>(all(name));
        all.add(value);
        more.put(name, List.copyOf(all));
        return new Headers(more);
    }

    /// These and others.
    public Headers with(Headers others) {
        Headers all = this;
        for (Map.Entry<String, List<String>> field : others.values.entrySet()) {
            for (String value : field.getValue()) {
                all = all.with(field.getKey(), value);
            }
        }
        return all;
    }

    /// Every field with its values, by name.
    public Map<String, List<String>> fields() {
        return Map.copyOf(values);
    }

    @Override
    public String toString() {
        return values.keySet().toString(); // values may be secrets
    }
}
