package dev.quayside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.document.convert.Conversion;
import dev.quayside.document.convert.Conversions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The reference pages name what is in the code, all of it and nothing else.
class ReferenceDocsTest {
    private static final Path ROOT = Path.of("..");
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Pattern PROBLEM = Pattern.compile(
            "(?:Problem|ProblemException|Failed|Ending|HttpError)\\(\\s*(?:\\d+, )?(?:\\w+ \\? )?\"([a-z-]+\\.[a-z-]+)\"");
    private static final Pattern SETTING = Pattern.compile(
            "settings\\s*\\.(?:text|findText|number|flag|duration|list|secret)\\(\\s*\"([a-z0-9.-]+)\"");
    private static final Pattern CODE = Pattern.compile("`([a-z-]+\\.[a-z-]+)`");

    @Test
    void everyProblemCodeIsExplained() throws IOException {
        Set<String> used = found(PROBLEM, sources());
        String page = Files.readString(ROOT.resolve("docs/reference/problems.md"));

        assertThat(used).hasSizeGreaterThan(40);
        assertThat(found(CODE, page)).containsAll(used);
    }

    @Test
    void everyExplainedProblemCodeIsInTheCode() throws IOException {
        String code = sources();
        String page = Files.readString(ROOT.resolve("docs/reference/problems.md"));

        assertThat(found(Pattern.compile("\\| ((?:`[a-z-]+\\.[a-z-]+`(?:, )?)+) \\|"), page).stream()
                        .flatMap(cell -> found(CODE, cell).stream())
                        .filter(problem -> !code.contains('"' + problem + '"')))
                .isEmpty();
    }

    @Test
    void everySettingIsExplained() throws IOException {
        Set<String> read = found(SETTING, Files.readString(SOURCES.resolve("dev/quayside/AppSettings.java")));
        String page = Files.readString(ROOT.resolve("docs/reference/settings.md"));

        assertThat(read).hasSizeGreaterThan(15);
        assertThat(found(Pattern.compile("\\| `([a-z0-9.-]+\\.[a-z-]+)`"), page))
                .isEqualTo(read);
    }

    @Test
    void everyConversionIsInTheTable() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/reference/documents.md"));
        Set<String> told = new TreeSet<>();
        var rows = Pattern.compile("(?m)^\\| ([a-z, ]+) \\|([a-z, ]*)\\|([a-z, ]*)\\|$")
                .matcher(page.substring(page.indexOf("| from |")));
        while (rows.find()) {
            for (String from : rows.group(1).split(", ", -1)) {
                told.addAll(pairs(from, Conversion.Means.OFFICE, rows.group(2)));
                told.addAll(pairs(from, Conversion.Means.JAVA, rows.group(3)));
            }
        }

        assertThat(told)
                .isEqualTo(new Conversions(true)
                        .all().stream()
                                .map(pair -> pair(
                                        pair.from().extension(),
                                        pair.means(),
                                        pair.to().extension()))
                                .collect(Collectors.toSet()));
    }

    private static Set<String> pairs(String from, Conversion.Means means, String to) {
        return Stream.of(to.strip().split(", ", -1))
                .filter(target -> !target.isEmpty() && !target.equals(from))
                .map(target -> pair(from, means, target))
                .collect(Collectors.toSet());
    }

    private static String pair(String from, Conversion.Means means, String to) {
        return from + " to " + to + " by " + means;
    }

    @Test
    void everyStepTypeIsExplained() throws IOException {
        Set<String> types = found(Pattern.compile("(?:StepType|type)\\(\\s*\"([a-z]+(?:\\.[a-z]+)?)\","), sources());

        assertThat(types).contains("http", "file.write", "document.convert");
        assertThat(found(
                        Pattern.compile("\\| `([a-z.]+)` \\|"),
                        Files.readString(ROOT.resolve("docs/reference/steps.md"))))
                .containsAll(types);
    }

    private static String sources() throws IOException {
        try (Stream<Path> program = Files.walk(SOURCES);
                Stream<Path> benchmarks = Files.walk(ROOT.resolve("benchmarks/src/main/java"))) {
            return Stream.concat(program, benchmarks)
                    .filter(file -> file.toString().endsWith(".java"))
                    .map(ReferenceDocsTest::read)
                    .collect(Collectors.joining("\n"));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Set<String> found(Pattern pattern, String text) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }
}
