package dev.quayside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// docs/security.md names tests that exist.
class SecurityDocTest {
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)(?:\\.(\\w+))?`");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| ((?:\\d+\\.\\d+\\.\\d+(?:, )?)+) \\|");

    private static String page() throws IOException {
        return Files.readString(Path.of("../docs/security.md"));
    }

    @Test
    void everyTestThatItNamesExists() throws IOException {
        Map<String, String> tests;
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            tests = files.filter(file -> file.toString().endsWith("Test.java"))
                    .collect(Collectors.toMap(
                            file -> file.getFileName().toString().replace(".java", ""), SecurityDocTest::read));
        }
        TreeSet<String> missing = new TreeSet<>();
        Matcher named = TEST.matcher(page());
        while (named.find()) {
            String source = tests.getOrDefault(named.group(1), "");
            if (source.isEmpty() || (named.group(2) != null && !source.contains(" " + named.group(2) + "("))) {
                missing.add(named.group());
            }
        }

        assertThat(missing).isEmpty();
    }

    @Test
    void everyRequirementIsThereOnce() throws IOException {
        List<String> requirements = ROW.matcher(page())
                .results()
                .flatMap(row -> Stream.of(row.group(1).split(", ")))
                .toList();

        assertThat(requirements).doesNotHaveDuplicates().hasSize(159);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
