package dev.quayside.config;

import dev.quayside.base.Durations;
import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import dev.quayside.base.Suggestion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The settings of one start: a YAML file, and over it the environment.
///
/// The key `server.idle-timeout` is looked for in `QUAYSIDE_SERVER_IDLE_TIMEOUT`, then in the variables declared as
/// its aliases, then in the file; the first that is there and not empty counts. A secret may also stand in a file
/// that a variable of the same name with `_FILE` behind it names. What was read is remembered, and
/// [#requireAllRead] refuses everything else.
///
/// One thread at a time.
public final class Settings {
    private static final String PREFIX = "QUAYSIDE_";
    private static final String IN_FILE = "_FILE";
    private static final String MASK = "***";

    private final SettingsFile file;
    private final Map<String, String> environment;
    private final Aliases aliases;
    private final Map<String, Setting> read = new TreeMap<>();
    private final Set<String> variablesAsked = new TreeSet<>();

    private Settings(SettingsFile file, Map<String, String> environment, Aliases aliases) {
        this.file = file;
        this.environment = environment;
        this.aliases = aliases;
    }

    /// Further names in the environment.
    ///
    /// @param variables by key, best first: `database.url` may be in `DATABASE_URL`
    /// @param others variables that begin with `QUAYSIDE_` and are no settings, such as those of the tests
    public record Aliases(Map<String, List<String>> variables, Set<String> others) {
        public static final Aliases NONE = new Aliases(Map.of(), Set.of());

        public Aliases {
            variables = Map.copyOf(variables);
            others = Set.copyOf(others);
        }
    }

    /// A value and where it was found.
    private record Found(List<String> values, boolean list, String source) {
        static Found text(String value, String source) {
            return new Found(List.of(value), false, source);
        }
    }

    /// Reads the settings.
    ///
    /// @param name of the file, for messages
    /// @param yaml the file's text; empty if there is no file
    /// @throws ProblemException `config.invalid-file` if the text is not YAML or holds a key twice
    public static Settings of(String name, String yaml, Map<String, String> environment, Aliases aliases) {
        return new Settings(SettingsFile.parse(name, yaml), Map.copyOf(environment), aliases);
    }

    public String text(String key, String otherwise) {
        return findText(key, otherwise).orElse(otherwise);
    }

    /// A text without a default.
    public Optional<String> findText(String key) {
        return findText(key, "");
    }

    /// A whole number.
    ///
    /// @throws ProblemException `config.invalid-value`, as the other typed reads
    public int number(String key, int otherwise) {
        return typed(key, otherwise, "a whole number, as 8000", Integer::valueOf, String::valueOf);
    }

    /// Yes or no: `true`, `yes`, `on`, `1`, or `false`, `no`, `off`, `0`.
    public boolean flag(String key, boolean otherwise) {
        return typed(
                key,
                otherwise,
                "true or false",
                text -> switch (text.toLowerCase(Locale.ROOT)) {
                    case "true", "yes", "on", "1" -> true;
                    case "false", "no", "off", "0" -> false;
                    default -> throw new IllegalArgumentException(text);
                },
                String::valueOf);
    }

    /// A time span as [Durations] reads it.
    public Duration duration(String key, Duration otherwise) {
        return typed(key, otherwise, "a time span, as 250ms, 30s, 5m, 2h, 7d", Durations::parse, Durations::write);
    }

    /// Several texts: a YAML list, or one text with commas.
    public List<String> list(String key, List<String> otherwise) {
        Optional<Found> found = find(key, false);
        List<String> values = found.map(Settings::split).orElse(otherwise);
        remember(key, String.join(", ", values), found);
        return List.copyOf(values);
    }

    /// A value that is never shown; [Secret#NONE] if there is none.
    ///
    /// @throws ProblemException `config.unreadable-secret` if the file that a `_FILE` variable names cannot be read
    public Secret secret(String key) {
        Optional<Found> found = find(key, true);
        Secret secret = found.map(place -> new Secret(single(key, place, "one text", true)))
                .orElse(Secret.NONE);
        remember(key, secret.isEmpty() ? "" : MASK, found);
        return secret;
    }

    /// Refuses keys of the file and `QUAYSIDE_` variables that nobody has asked for: they are slips of the pen.
    ///
    /// @throws ProblemException `config.unknown-key` that names them all, each with the known one it resembles
    public void requireAllRead() {
        Stream<String> keys = file.entries().entrySet().stream()
                .filter(entry -> !known(entry.getKey(), entry.getValue()))
                .sorted(Map.Entry.comparingByValue((a, b) -> Integer.compare(a.line(), b.line())))
                .map(entry -> "'%s' (%s, line %d%s)"
                        .formatted(
                                entry.getKey(),
                                file.name(),
                                entry.getValue().line(),
                                Suggestion.phrase(entry.getKey(), read.keySet())));
        Stream<String> variables = environment.keySet().stream()
                .filter(name -> name.startsWith(PREFIX))
                .filter(name ->
                        !variablesAsked.contains(name) && !aliases.others().contains(name))
                .sorted()
                .map(name -> "'%s' (environment%s)".formatted(name, Suggestion.phrase(name, variablesAsked)));
        String unknown = Stream.concat(keys, variables).collect(Collectors.joining(", "));
        if (!unknown.isEmpty()) {
            throw new ProblemException("config.unknown-key", "Unknown settings: " + unknown);
        }
    }

    /// Every setting asked for so far, by key, secrets masked.
    public List<Setting> inForce() {
        return List.copyOf(read.values());
    }

    private boolean known(String key, SettingsFile.Entry entry) {
        boolean emptySection = entry.values().isEmpty()
                && !entry.list()
                && read.keySet().stream().anyMatch(name -> name.startsWith(key + "."));
        return read.containsKey(key) || emptySection;
    }

    private Optional<String> findText(String key, String shownOtherwise) {
        Optional<Found> found = find(key, false);
        Optional<String> text = found.map(place -> single(key, place, "one text", false));
        remember(key, text.orElse(shownOtherwise), found);
        return text;
    }

    private <T> T typed(String key, T otherwise, String form, Function<String, T> parse, Function<T, String> show) {
        Optional<Found> found = find(key, false);
        if (found.isEmpty()) {
            remember(key, show.apply(otherwise), found);
            return otherwise;
        }
        String text = single(key, found.get(), form, false);
        remember(key, text, found);
        try {
            return parse.apply(text.strip());
        } catch (IllegalArgumentException e) {
            throw new ProblemException(wrong(key, "'" + text + "'", found.get(), form), e);
        }
    }

    private void remember(String key, String shown, Optional<Found> found) {
        read.put(key, new Setting(key, shown, found.map(Found::source).orElse("default")));
    }

    private Optional<Found> find(String key, boolean secret) {
        List<String> names = new ArrayList<>();
        names.add(PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_'));
        names.addAll(aliases.variables().getOrDefault(key, List.of()));
        @Nullable Found found = null;
        for (String name : names) {
            variablesAsked.add(name);
            String value = environment.getOrDefault(name, "");
            if (found == null && !value.isEmpty()) {
                found = Found.text(value, name);
            }
            if (secret) {
                variablesAsked.add(name + IN_FILE);
                String path = environment.getOrDefault(name + IN_FILE, "");
                found = found == null && !path.isEmpty() ? fromFile(name + IN_FILE, path) : found;
            }
        }
        return found == null ? inFile(key) : Optional.of(found);
    }

    private Optional<Found> inFile(String key) {
        SettingsFile.Entry entry = file.entries().get(key);
        return entry == null || (entry.values().isEmpty() && !entry.list())
                ? Optional.empty()
                : Optional.of(new Found(entry.values(), entry.list(), file.name() + ", line " + entry.line()));
    }

    /// The content of a secret's file, without the line end that editors put behind it.
    private static Found fromFile(String variable, String path) {
        try {
            return Found.text(Files.readString(Path.of(path)).stripTrailing(), variable);
        } catch (IOException | IllegalArgumentException e) {
            throw new ProblemException(
                    new Problem(
                            "config.unreadable-secret",
                            "The file that " + variable + " names cannot be read: " + path + " ("
                                    + e.getClass().getSimpleName() + ")"),
                    e);
        }
    }

    private static String single(String key, Found found, String form, boolean secret) {
        if (found.list()) {
            throw new ProblemException(
                    wrong(key, secret ? "a list" : found.values().toString(), found, form));
        }
        return found.values().getFirst();
    }

    private static List<String> split(Found found) {
        return found.list()
                ? found.values()
                : Stream.of(found.values().getFirst().split(",", -1))
                        .map(String::strip)
                        .filter(value -> !value.isEmpty())
                        .toList();
    }

    private static Problem wrong(String key, String value, Found found, String form) {
        return new Problem(
                "config.invalid-value",
                "The setting '%s' must be %s, but is %s (%s)".formatted(key, form, value, found.source()));
    }
}
