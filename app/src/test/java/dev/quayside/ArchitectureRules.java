package dev.quayside;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The rules that [ArchitectureTest] holds the code to.
///
/// Each method returns one sentence for every place that breaks its rule; [ArchitectureRulesTest] shows that it can.
final class ArchitectureRules {
    static final String ROOT = "dev.quayside";

    private static final Set<String> IMPURE = Set.of(
            "java.io.",
            "java.net.",
            "java.nio.",
            "java.sql.",
            "java.lang.Thread",
            "java.util.Random",
            "java.util.concurrent.",
            "java.util.random.",
            "org.jdbi.",
            "org.slf4j.");

    private static final Set<String> CLOCKS = Set.of(
            "java.lang.System.currentTimeMillis",
            "java.time.Instant.now",
            "java.time.LocalDate.now",
            "java.time.LocalDateTime.now",
            "java.time.LocalTime.now",
            "java.time.OffsetDateTime.now",
            "java.time.ZonedDateTime.now",
            "java.time.Clock.systemUTC",
            "java.time.Clock.systemDefaultZone",
            "java.time.InstantSource.system");

    private final List<String> stages;
    private final JavaClasses code;

    /// @param stages top-level packages in the order data passes through them; the last, `""`, is the root package
    ArchitectureRules(List<String> stages, JavaClasses code) {
        this.stages = stages;
        this.code = code;
    }

    /// Packages that are in no stage.
    SortedSet<String> packagesWithoutStage() {
        return code.stream()
                .filter(type -> !stages.contains(stage(type)))
                .map(JavaClass::getPackageName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// Uses of a later stage.
    SortedSet<String> usesOfLaterStages() {
        return dependencies(use -> inCode(use.getTargetClass())
                && stages.indexOf(stage(use.getTargetClass())) > stages.indexOf(stage(use.getOriginClass())));
    }

    /// Uses of one leaf package by another leaf package of the same stage.
    ///
    /// @param shared packages (below the root) that the leaves of a stage may all use
    SortedSet<String> usesBetweenLeavesOf(Collection<String> stagesWithLeaves, Set<String> shared) {
        return dependencies(use -> {
            String from = use.getOriginClass().getPackageName();
            String to = use.getTargetClass().getPackageName();
            return stagesWithLeaves.contains(stage(use.getOriginClass()))
                    && stage(use.getOriginClass()).equals(stage(use.getTargetClass()))
                    && inCode(use.getTargetClass())
                    && !leaf(from).isEmpty()
                    && !leaf(to).isEmpty()
                    && !leaf(from).equals(leaf(to))
                    && !shared.contains(to.substring(ROOT.length() + 1));
        });
    }

    /// Circles among packages.
    List<String> cycles() {
        ArchRule rule = SlicesRuleDefinition.slices()
                .matching(ROOT + ".(**)")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true);
        return rule.evaluate(code).getFailureReport().getDetails();
    }

    /// Uses of `java.sql` outside `database` and the classes named `*Table`.
    SortedSet<String> sqlOutsideTables() {
        return dependencies(use -> packageStartsWith(use.getTargetClass(), "java.sql")
                && !stage(use.getOriginClass()).equals("database")
                && !topLevel(use.getOriginClass()).getSimpleName().endsWith("Table"));
    }

    /// Tables that other packages can see.
    SortedSet<String> visibleTables() {
        return names(type -> type.isTopLevelClass()
                && type.getSimpleName().endsWith("Table")
                && !type.getModifiers().contains(JavaModifier.ABSTRACT)
                && type.getModifiers().contains(JavaModifier.PUBLIC));
    }

    /// Uses of a library outside the packages that may use it.
    ///
    /// @param allowed the packages (below the root) that may use each library, by the library's package
    SortedSet<String> librariesOutOfPlace(Map<String, Set<String>> allowed) {
        SortedSet<String> found = new TreeSet<>();
        allowed.forEach((library, places) -> code.stream()
                .filter(type -> places.stream().noneMatch(place -> packageStartsWith(type, ROOT + "." + place)))
                .filter(type -> type.getDirectDependenciesFromSelf().stream()
                        .anyMatch(use -> packageStartsWith(use.getTargetClass(), library)))
                .forEach(type -> found.add(type.getName() + " uses " + library)));
        return found;
    }

    /// Fields that can change. Left out: what picocli fills, and what the compiler makes.
    SortedSet<String> changingFields(Set<String> except) {
        return code.stream()
                .filter(type -> !except.contains(relativeName(type)))
                .flatMap(type -> type.getFields().stream())
                .filter(field -> !field.getModifiers().contains(JavaModifier.FINAL))
                .filter(field -> !field.getModifiers().contains(JavaModifier.SYNTHETIC))
                .filter(field -> !filledByPicocli(field))
                .map(JavaField::getFullName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// Methods that catch `Exception`.
    SortedSet<String> broadCatches(Set<String> except) {
        return code.stream()
                .filter(type -> !except.contains(relativeName(topLevel(type))))
                .flatMap(type -> type.getCodeUnits().stream())
                .filter(ArchitectureRules::catchesException)
                .map(JavaCodeUnit::getFullName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// Uses of `System.out` and `System.err`.
    SortedSet<String> uncontrolledOutput(Set<String> except) {
        return code.stream()
                .filter(type -> !except.contains(relativeName(topLevel(type))))
                .flatMap(type -> type.getFieldAccessesFromSelf().stream())
                .filter(access -> access.getTargetOwner().isEquivalentTo(System.class))
                .map(access -> access.getDescription())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// Calls that wait by themselves.
    SortedSet<String> sleeps(Set<String> except) {
        return calls(except, target -> target.getFullName().startsWith("java.lang.Thread.sleep("));
    }

    /// Calls that ask the machine for the time, where a clock should have been handed in.
    SortedSet<String> hiddenClocks(Set<String> except) {
        return calls(
                except,
                target -> CLOCKS.contains(target.getOwner().getName() + "." + target.getName())
                        && target.getRawParameterTypes().isEmpty());
    }

    /// Uses of threads, files, networks, databases and chance in packages that must do without.
    SortedSet<String> impurities(Set<String> packages) {
        return dependencies(dependency -> packages.stream()
                        .map(each -> ROOT + "." + each)
                        .anyMatch(dependency.getOriginClass().getPackageName()::equals)
                && IMPURE.stream().anyMatch(dependency.getTargetClass().getName()::startsWith));
    }

    /// Classes whose name ends in a word that says nothing.
    SortedSet<String> emptyNames(Collection<String> endings, Set<String> except) {
        return names(type ->
                endings.stream().anyMatch(type.getSimpleName()::endsWith) && !except.contains(relativeName(type)));
    }

    /// Classes that inherit from one of ours, exceptions apart.
    SortedSet<String> inheritance() {
        return names(type -> !isException(type)
                && !type.isEnum()
                && !type.isAnonymousClass()
                && type.getRawSuperclass().filter(this::inCode).isPresent());
    }

    /// The class's name without the root package, nested classes by `$`: `cli.Cli$Root`.
    static String relativeName(JavaClass type) {
        return type.getName().substring(Math.min(type.getName().length(), ROOT.length() + 1));
    }

    private SortedSet<String> dependencies(Predicate<Dependency> forbidden) {
        return code.stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .filter(forbidden)
                .map(Dependency::getDescription)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private SortedSet<String> calls(Set<String> except, Predicate<CodeUnitAccessTarget> forbidden) {
        return code.stream()
                .filter(type -> !except.contains(relativeName(topLevel(type))))
                .flatMap(type -> Stream.concat(
                        type.getCodeUnitCallsFromSelf().stream(), type.getCodeUnitReferencesFromSelf().stream()))
                .filter(access -> forbidden.test(access.getTarget()))
                .map(access -> access.getDescription())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private SortedSet<String> names(Predicate<JavaClass> forbidden) {
        return code.that(DescribedPredicate.describe("break the rule", forbidden)).stream()
                .map(JavaClass::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// By name: the classes of the JDK are not loaded, so that the test stays fast.
    private static boolean isException(JavaClass type) {
        return type.getRawSuperclass()
                .map(parent -> parent.getName().matches("java\\..*(Exception|Error)") || isException(parent))
                .orElse(false);
    }

    private boolean inCode(JavaClass type) {
        return packageStartsWith(type, ROOT);
    }

    /// The first package below the root: `connector` for `dev.quayside.connector.drive`, `""` for the root itself.
    private static String stage(JavaClass type) {
        return below(type.getPackageName(), 1);
    }

    /// The second package below the root: `drive` for `dev.quayside.connector.drive`, `""` where there is none.
    private static String leaf(String packageName) {
        return below(packageName, 2);
    }

    private static String below(String packageName, int depth) {
        String[] parts = packageName.split("\\.", -1);
        int rootDepth = ROOT.split("\\.", -1).length;
        return parts.length < rootDepth + depth ? "" : parts[rootDepth + depth - 1];
    }

    private static boolean packageStartsWith(JavaClass type, String prefix) {
        return (type.getPackageName() + ".").startsWith(prefix + ".");
    }

    private static JavaClass topLevel(JavaClass type) {
        return type.getEnclosingClass().map(ArchitectureRules::topLevel).orElse(type);
    }

    private static boolean filledByPicocli(JavaField field) {
        return field.getAnnotations().stream()
                .anyMatch(annotation -> annotation.getRawType().getName().startsWith("picocli."));
    }

    private static boolean catchesException(JavaCodeUnit unit) {
        return unit.getTryCatchBlocks().stream()
                .flatMap(block -> block.getCaughtThrowables().stream())
                .anyMatch(caught -> caught.isEquivalentTo(Exception.class));
    }
}
