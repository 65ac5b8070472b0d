package dev.quayside.http.message;

import dev.quayside.base.Durations;
import dev.quayside.base.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// A parameter of a route, in the query or in a header: how it is read, and what the API's document says of it.
/// Immutable.
///
/// @param <T> what a handler gets
public final class Parameter<T> {
    private static final Set<String> YES = Set.of("true", "1", "yes", "on", "t", "y");
    private static final Set<String> NO = Set.of("false", "0", "no", "off", "f", "n");

    private final String place;
    private final String name;
    private final String description;
    private final ObjectNode schema;
    private final @Nullable T otherwise;
    private final Function<String, T> reader;

    private Parameter(
            String place,
            String name,
            String description,
            ObjectNode schema,
            @Nullable T otherwise,
            Function<String, T> reader) {
        this.place = place;
        this.name = name;
        this.description = description;
        this.schema = schema;
        this.otherwise = otherwise;
        this.reader = reader;
    }

    /// A text of the query.
    public static Parameter<String> text(String name, String description) {
        return new Parameter<>("query", name, description, type("string"), null, text -> text);
    }

    /// A header field.
    public static Parameter<String> header(String name, String description) {
        return new Parameter<>("header", name, description, type("string"), null, text -> text);
    }

    /// A whole number of the query, from `least` to `most`.
    public static Parameter<Integer> number(String name, int otherwise, int least, int most, String description) {
        ObjectNode schema = type("integer").put("minimum", least).put("default", otherwise);
        if (most < Integer.MAX_VALUE) {
            schema.put("maximum", most);
        }
        return new Parameter<>("query", name, description, schema, otherwise, text -> bounded(text, least, most));
    }

    /// Yes or no, or not given.
    public static Parameter<Boolean> flag(String name, String description) {
        return new Parameter<>("query", name, description, type("boolean"), null, Parameter::bool);
    }

    /// One of some words, written in any case and handed over as given here.
    public static Parameter<String> choice(String name, String description, List<String> words) {
        ObjectNode schema = type("string");
        words.forEach(schema.putArray("enum")::add);
        return new Parameter<>("query", name, description, schema, null, text -> chosen(text, words));
    }

    /// A moment: ISO 8601; without an offset it is UTC.
    public static Parameter<Instant> moment(String name, String description) {
        return new Parameter<>(
                "query", name, description, type("string").put("format", "date-time"), null, Parameter::moment);
    }

    /// A time span as [Durations] reads it, or a number of seconds.
    public static Parameter<Duration> span(String name, Duration most, String description) {
        return new Parameter<>("query", name, description, type("string"), null, text -> span(text, most));
    }

    public String name() {
        return name;
    }

    /// `query` or `header`.
    public String place() {
        return place;
    }

    public String description() {
        return description;
    }

    /// Its JSON Schema.
    public ObjectNode schema() {
        return schema.deepCopy();
    }

    @Nullable
    T otherwise() {
        return otherwise;
    }

    /// @throws Refused if `text` is not a value of this parameter
    T read(String text) {
        return reader.apply(text);
    }

    /// The text of a parameter is no value of it.
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String type;

        Refused(String type, String message) {
            super(message, null, false, false);
            this.type = type;
        }

        Violation at(String place, String name) {
            return Violation.at(place, name, String.valueOf(getMessage()), type);
        }
    }

    private static ObjectNode type(String type) {
        return Json.object().put("type", type);
    }

    private static int bounded(String text, int least, int most) {
        long number;
        try {
            number = Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            throw new Refused("int_parsing", "Input should be a valid integer, unable to parse string as an integer");
        }
        if (number < least) {
            throw new Refused("greater_than_equal", "Input should be greater than or equal to " + least);
        }
        if (number > most) {
            throw new Refused("less_than_equal", "Input should be less than or equal to " + most);
        }
        return (int) number;
    }

    private static boolean bool(String text) {
        String word = text.strip().toLowerCase(Locale.ROOT);
        if (!YES.contains(word) && !NO.contains(word)) {
            throw new Refused("bool_parsing", "Input should be a valid boolean, unable to interpret input");
        }
        return YES.contains(word);
    }

    private static String chosen(String text, List<String> words) {
        return words.stream()
                .filter(word -> word.equalsIgnoreCase(text.strip()))
                .findFirst()
                .orElseThrow(() -> new Refused("enum", "Input should be " + alternatives(words)));
    }

    private static String alternatives(List<String> words) {
        String first = words.subList(0, words.size() - 1).stream()
                .map(word -> "'" + word + "'")
                .collect(Collectors.joining(", "));
        return first + " or '" + words.getLast() + "'";
    }

    private static Instant moment(String text) {
        String given = text.strip().replace(' ', '+'); // a plus that nobody encoded
        return parsed(() -> OffsetDateTime.parse(given).toInstant())
                .or(() -> parsed(() -> LocalDateTime.parse(given).toInstant(ZoneOffset.UTC)))
                .or(() -> parsed(
                        () -> LocalDateTime.parse(given.replace('+', 'T')).toInstant(ZoneOffset.UTC)))
                .or(() -> parsed(() -> LocalDate.parse(given).atStartOfDay().toInstant(ZoneOffset.UTC)))
                .orElseThrow(() -> new Refused(
                        "datetime_from_date_parsing",
                        "Input should be a valid datetime or date, as 2026-01-31T08:00:00Z"));
    }

    private static Optional<Instant> parsed(Supplier<Instant> form) {
        try {
            return Optional.of(form.get());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static Duration span(String text, Duration most) {
        Duration span;
        try {
            String given = text.strip();
            span = given.chars().allMatch(Character::isDigit) && !given.isEmpty()
                    ? Duration.ofSeconds(Long.parseLong(given))
                    : Durations.parse(given);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new Refused("value_error", "Value error, expected a time span, as 500ms, 10s or 2m");
        }
        if (span.isNegative() || span.compareTo(most) > 0) {
            throw new Refused("value_error", "Value error, expected a time span up to " + Durations.write(most));
        }
        return span;
    }
}
