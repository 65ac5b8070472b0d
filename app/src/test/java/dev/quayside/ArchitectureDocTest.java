package dev.quayside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Keeps ARCHITECTURE.md from naming what does not exist.
class ArchitectureDocTest {
    private static final Path PROJECT = Path.of("..");
    private static final Pattern QUOTED = Pattern.compile("`([^`\n]+)`");

    private final SourceFiles sources = SourceFiles.of(PROJECT);
    private Set<String> quoted = Set.of();

    @BeforeEach
    void read() throws IOException {
        quoted = QUOTED.matcher(Files.readString(PROJECT.resolve("ARCHITECTURE.md")))
                .results()
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toSet());
        assertThat(quoted).hasSizeGreaterThan(ArchitectureTest.STAGES.size());
    }

    @Test
    void everyStageIsNamed() {
        assertThat(quoted)
                .as("names in backticks; a new stage needs its row in ARCHITECTURE.md")
                .containsAll(ArchitectureTest.STAGES.stream()
                        .filter(stage -> !stage.isEmpty())
                        .toList());
    }

    @Test
    void everyClassNamedExists() {
        assertExist(
                "[A-Z][a-z]\\w*",
                name -> sources.byName().keySet().stream().anyMatch(file -> file.endsWith("/" + name + ".java")));
    }

    @Test
    void everyTestNamedExists() {
        assertExist(
                "[a-z]+[A-Z]\\w*",
                name -> sources.byName().values().stream()
                        .flatMap(List::stream)
                        .anyMatch(line -> line.contains("void " + name + "(")));
    }

    @Test
    void everyPackageNamedIsAStageOrExists() {
        assertExist(
                "(?!java\\.)[a-z]+(\\.[a-z]+)*",
                name -> ArchitectureTest.STAGES.contains(name)
                        || sources.byName().keySet().stream()
                                .anyMatch(file -> file.contains("/dev/quayside/" + name.replace('.', '/') + "/")));
    }

    @Test
    void everyFileNamedExists() {
        assertExist("[\\w.-]+/[\\w./-]*", name -> Files.exists(PROJECT.resolve(name)));
    }

    private void assertExist(String form, Predicate<String> exists) {
        assertThat(quoted.stream().filter(name -> name.matches(form) && !exists.test(name)))
                .as("named in ARCHITECTURE.md in backticks, but not there")
                .isEmpty();
    }
}
