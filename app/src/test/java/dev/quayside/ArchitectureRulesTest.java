package dev.quayside;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Shows that each rule of [ArchitectureRules] finds what it is there for, on a small program that breaks all of them.
class ArchitectureRulesTest {
    /// The program that breaks the rules: sources by class name below the root package.
    private static final Map<String, String> PLANTED = Map.ofEntries(
            Map.entry("early.UsesLater", "class UsesLater { dev.quayside.late.Later later() { return null; } }"),
            Map.entry("late.Later", "public class Later {}"),
            Map.entry("late.UsesEarlier", "class UsesEarlier { dev.quayside.early.Fine fine() { return null; } }"),
            Map.entry("early.Fine", "public final class Fine { private final int value = 1; }"),
            Map.entry("stray.Lost", "class Lost {}"),
            Map.entry("leaves.one.One", "public class One { dev.quayside.leaves.two.Two two() { return null; } }"),
            Map.entry("leaves.two.Two", "public class Two {}"),
            Map.entry("late.ring.There", "public class There { dev.quayside.late.Back back() { return null; } }"),
            Map.entry("late.Back", "public class Back { dev.quayside.late.ring.There there() { return null; } }"),
            Map.entry("late.Query", "class Query { java.sql.Connection connection() { return null; } }"),
            Map.entry("late.HiddenTable", "class HiddenTable { java.sql.Connection connection() { return null; } }"),
            Map.entry("late.OpenTable", "public class OpenTable {}"),
            Map.entry("late.Prints", "class Prints { void print() { System.err.println(); } }"),
            Map.entry("late.Changes", "class Changes { private int count; }"),
            Map.entry(
                    "late.Catches",
                    "class Catches { void f() { try { hashCode(); } catch (Exception e) { hashCode(); } } }"),
            Map.entry(
                    "late.Closes",
                    "class Closes { void f(java.io.Closeable c) throws Exception { try (c) { hashCode(); } } }"),
            Map.entry("late.Sleeps", "class Sleeps { void sleep() throws InterruptedException { Thread.sleep(1); } }"),
            Map.entry(
                    "late.RefersToSleep",
                    "class RefersToSleep { interface S { void s(long l) throws Exception; } S s = Thread::sleep; }"),
            Map.entry("late.Asks", "class Asks { Object now() { return java.time.Instant.now(); } }"),
            Map.entry(
                    "late.AsksClock",
                    "class AsksClock { Object now(java.time.Clock c) { return java.time.Instant.now(c); } }"),
            Map.entry("late.pure.Draws", "class Draws { Object chance() { return new java.util.Random(); } }"),
            Map.entry("late.ThingManager", "class ThingManager {}"),
            Map.entry("late.Inherits", "class Inherits extends Later {}"),
            Map.entry(
                    "late.OwnException",
                    "class OwnException extends RuntimeException { static class More extends OwnException {} }"),
            Map.entry("late.UsesLibrary", "class UsesLibrary { java.util.logging.Logger logger() { return null; } }"));

    private static ArchitectureRules rules;

    @BeforeAll
    static void compile(@TempDir Path folder) throws IOException {
        List<String> arguments = new ArrayList<>(
                List.of("-proc:none", "-nowarn", "-d", folder.resolve("classes").toString()));
        for (Map.Entry<String, String> planted : PLANTED.entrySet()) {
            int dot = planted.getKey().lastIndexOf('.');
            Path file = folder.resolve("sources/" + planted.getKey().replace('.', '/') + ".java");
            Files.createDirectories(file.getParent());
            Files.writeString(
                    file, "package dev.quayside." + planted.getKey().substring(0, dot) + ";\n" + planted.getValue());
            arguments.add(file.toString());
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assertThat(compiler.run(null, null, null, arguments.toArray(String[]::new)))
                .isZero();
        rules = new ArchitectureRules(
                List.of("early", "leaves", "late", ""), new ClassFileImporter().importPath(folder.resolve("classes")));
    }

    @Test
    void aPackageWithoutStageIsFound() {
        assertThat(rules.packagesWithoutStage()).containsExactly("dev.quayside.stray");
    }

    @Test
    void aUseOfALaterStageIsFound() {
        assertFound(rules.usesOfLaterStages(), "early.UsesLater");
    }

    @Test
    void aLeafThatUsesAnotherIsFound() {
        assertFound(rules.usesBetweenLeavesOf(Set.of("leaves"), Set.of()), "leaves.one.One");
        assertThat(rules.usesBetweenLeavesOf(Set.of("leaves"), Set.of("leaves.two")))
                .isEmpty();
    }

    @Test
    void aCycleIsFound() {
        assertThat(rules.cycles()).anyMatch(line -> line.contains("late.ring"));
    }

    @Test
    void sqlOutsideATableIsFound() {
        assertFound(rules.sqlOutsideTables(), "late.Query");
    }

    @Test
    void aPublicTableIsFound() {
        assertFound(rules.visibleTables(), "late.OpenTable");
    }

    @Test
    void aLibraryOutOfPlaceIsFoundAndOneInPlaceIsNot() {
        assertFound(rules.librariesOutOfPlace(Map.of("java.util.logging", Set.of("early"))), "late.UsesLibrary");
        assertThat(rules.librariesOutOfPlace(Map.of("java.util.logging", Set.of("late"))))
                .isEmpty();
    }

    @Test
    void aFieldThatChangesIsFoundUnlessItsClassIsListed() {
        assertFound(rules.changingFields(Set.of("late.RefersToSleep")), "late.Changes");
    }

    @Test
    void aBroadCatchIsFoundAndTryWithResourcesIsNot() {
        assertFound(rules.broadCatches(Set.of()), "late.Catches");
        assertThat(rules.broadCatches(Set.of("late.Catches"))).isEmpty();
    }

    @Test
    void printingIsFound() {
        assertFound(rules.uncontrolledOutput(Set.of()), "late.Prints");
    }

    @Test
    void sleepingIsFoundWhetherCalledOrReferredTo() {
        assertFound(rules.sleeps(Set.of("late.RefersToSleep")), "late.Sleeps");
        assertFound(rules.sleeps(Set.of("late.Sleeps")), "late.RefersToSleep");
    }

    @Test
    void aHiddenClockIsFoundAndAGivenOneIsNot() {
        assertFound(rules.hiddenClocks(Set.of()), "late.Asks.");
    }

    @Test
    void chanceIsFoundInAPurePackage() {
        assertFound(rules.impurities(Set.of("late.pure")), "late.pure.Draws");
        assertThat(rules.impurities(Set.of("early"))).isEmpty();
    }

    @Test
    void anEmptyNameIsFound() {
        assertFound(rules.emptyNames(List.of("Manager"), Set.of()), "late.ThingManager");
    }

    @Test
    void inheritanceIsFoundExceptAmongExceptions() {
        assertFound(rules.inheritance(), "late.Inherits");
    }

    @Test
    void aLongFileAndABrokenDocCommentAreFound(@TempDir Path project) throws IOException {
        Path folder = Files.createDirectories(project.resolve("app/src/main/java"));
        Files.writeString(folder.resolve("Long.java"), "// line\n".repeat(11));
        Files.writeString(folder.resolve("Broken.java"), "/// a line that was too\n// long\nclass Broken {}\n");

        SourceFiles sources = SourceFiles.of(project);

        assertThat(sources.longerThan(10, Set.of())).containsExactly("app/src/main/java/Long.java: 11 lines");
        assertThat(sources.longerThan(10, Set.of("app/src/main/java/Long.java")))
                .isEmpty();
        assertThat(sources.brokenDocComments()).containsExactly("app/src/main/java/Broken.java:2");
    }

    private static void assertFound(Set<String> found, String name) {
        assertThat(found)
                .isNotEmpty()
                .allMatch(line -> line.contains("dev.quayside." + name), name.toLowerCase(Locale.ROOT));
    }
}
