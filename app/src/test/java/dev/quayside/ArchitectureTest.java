package dev.quayside;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Holds the code to the rules of ARCHITECTURE.md.
///
/// The lists below are the whole of what is allowed beyond the rules; each entry has its reason beside it. Class names
/// are written without the root package.
class ArchitectureTest {
    /// The stages in the order data passes through them; the last is the root package, which puts them together.
    static final List<String> STAGES = List.of(
            "base",
            "config",
            "database",
            "event",
            "secret",
            "identity",
            "storage",
            "step",
            "process",
            "action",
            "document",
            "connector",
            "sync",
            "mining",
            "dispatch",
            "workflow",
            "http",
            "cli",
            "");

    /// Stages whose sub-packages are alternatives to each other and know nothing of each other.
    private static final Set<String> STAGES_WITH_LEAVES = Set.of("action", "document", "connector");

    /// Sub-packages of those stages that hold what the others share; they use none of the others.
    private static final Set<String> SHARED_BY_LEAVES = Set.of(
            "action.config",
            "document.child",
            "document.format",
            "document.language",
            "document.sentence",
            "document.text", // what was read is converted, too
            "document.weights");

    /// Where a library may be used; libraries that are not named here may be used everywhere.
    private static final Map<String, Set<String>> LIBRARIES = Map.ofEntries(
            Map.entry("lombok", Set.of()), // code that is not in the source cannot be read
            Map.entry("javax.inject", Set.of()), // `new` in App is the wiring
            Map.entry("jakarta.inject", Set.of()), // the same
            Map.entry("com.google.common", Set.of()), // comes along with others; the JDK has what we need
            Map.entry("org.apache.commons.lang3", Set.of()), // the same
            Map.entry(
                    "org.jdbi",
                    Set.of(
                            "database",
                            "event",
                            "secret",
                            "identity",
                            "storage",
                            "document",
                            "workflow")), // tables get a handle
            Map.entry("com.zaxxer.hikari", Set.of("database")),
            Map.entry("org.flywaydb", Set.of("database")),
            Map.entry("org.postgresql", Set.of("database", "workflow.journal")), // BinaryArray extends the driver
            Map.entry("org.graalvm", Set.of("action.script")),
            Map.entry("org.apache.tika", Set.of("document.text")),
            Map.entry("org.apache.poi", Set.of("document.format", "document.text")), // old files; what is inside them
            Map.entry("org.apache.pdfbox", Set.of("document.convert", "document.text")), // written; read
            Map.entry("org.jsoup", Set.of("document.convert")),
            Map.entry("org.commonmark", Set.of("document.text")),
            Map.entry("com.sun.star", Set.of("document.convert")),
            Map.entry("com.networknt", Set.of("workflow.definition")),
            Map.entry("tools.jackson.dataformat.yaml", Set.of("config", "workflow.definition")),
            Map.entry("org.eclipse.jetty", Set.of("http", "action.http")), // the server; the client of the step
            Map.entry("software.amazon.awssdk", Set.of("storage.blob", "document.queue")), // S3; SQS
            Map.entry("com.nimbusds", Set.of("identity")),
            Map.entry("com.password4j", Set.of("identity.password")),
            Map.entry("com.google.zxing", Set.of("identity.factor")),
            Map.entry("com.cronutils", Set.of()), // only judges our own in a test
            Map.entry("org.apache.lucene", Set.of("document.language")), // stop words
            Map.entry("org.tartarus.snowball", Set.of("document.keyword")), // stemmers, of Lucene too
            Map.entry("opennlp", Set.of("document.language")),
            Map.entry("com.github.victools", Set.of("http.openapi")),
            Map.entry("ch.qos.logback", Set.of("http.api")), // code logs through slf4j; one route changes levels
            Map.entry("picocli", Set.of("cli")));

    /// Classes with fields that change.
    private static final Set<String> STATEFUL = Set.of(
            "action.BoundedPattern$Budget", // counts down
            "action.script.ScriptLog", // counts lines
            "action.script.ScriptLog$Line", // gathers a line
            "action.script.javascript.Script", // counts lines
            "base.Json$BoundedBytes", // is full at some point
            "document.child.PacedProgress", // knows what it told last
            "cli.RunView", // knows when the run began
            "database.Database", // opened and closed
            "database.Notifications", // its connection comes and goes
            "database.embedded.ClusterFolder", // its lock is taken and given back
            "database.embedded.EmbeddedPostgres", // started and stopped
            "database.embedded.Postmaster", // its process comes and goes
            "database.embedded.ServerLog", // begins a new file when one is full
            "document.convert.PdfSheet", // is at a place on a page
            "document.text.BlockCollector", // follows a document
            "document.text.NoteLabels", // counts notes
            "document.text.OdtLists", // counts items
            "document.text.OdtReader", // follows a document
            "document.text.PdfReader", // counts pages and letters
            "document.text.RtfReader", // follows a document
            "document.text.RtfReader$Group", // what holds within a group
            "document.text.RtfTokens", // is at a place in a text
            "document.keyword.CandidateFeatures$Sink", // fills a buffer
            "document.keyword.WordReader", // is at a place in a text
            "document.tonality.Reading$Sums", // adds up
            "document.tonality.ToneModel$Sums", // adds up
            "http.live.EventStream", // is at a line
            "http.live.Feed", // the newest lines of a run, under its lock
            "http.live.Feeds", // is told to stop
            "http.live.Line", // is written down when it is first sent
            "http.live.LogSocket", // is at a line
            "http.server.Multipart", // counts what it has read
            "http.server.Multipart$Listener", // counts parts
            "http.server.Multipart$PartStream", // is at a place in a part
            "http.server.MinimumPace$Paced", // counts what comes
            "http.Web", // leaves a file at its start and takes it away at its stop
            "http.server.JettySocket", // opened and closed
            "http.server.Route$Builder", // writes a route down
            "process.Resting", // is watched, and closed
            "storage.Arrival", // counts a file while it comes in
            "storage.content.Magic", // counts bytes
            "storage.content.OfficeCheck", // keeps the end of what it has seen
            "storage.Piece", // counts bytes
            "storage.SignsOfLife", // knows when the next one is due
            "storage.content.TextCheck", // counts bytes
            "storage.Uploads$Pieces", // is at a piece
            "storage.blob.BoundedStream", // counts bytes
            "storage.blob.PartedUpload$Sending", // counts parts and bytes
            "storage.blob.S3Download", // knows whether it was read to its end
            "storage.blob.Spool$FileView", // is at a place in a file
            "storage.blob.VerifiedStream", // counts bytes
            "identity.audit.Auditor$Walk", // how far a check has come
            "workflow.definition.Graph", // counts links while it is built
            "workflow.definition.DefinitionErrors", // counts what it leaves out
            "workflow.definition.TemplateParser", // is at a place in a text
            "workflow.run.ActiveRun", // one run's life, under its lock
            "workflow.run.Announcer", // is told whom to tell
            "workflow.journal.Batch", // used again for every transaction
            "workflow.journal.BinaryArray", // used again for every transaction
            "workflow.run.CallContext", // makes the input when it is asked for
            "workflow.run.CallUnderWay", // is told to stop
            "workflow.run.Claimer", // is told to look
            "workflow.run.Engine", // started and stopped
            "workflow.run.Followers$Bell", // announces itself once in a while
            "workflow.journal.JournalTable", // its connection comes and goes
            "workflow.journal.JournalWriter", // started and stopped
            "workflow.run.Lease", // is lost and taken anew
            "workflow.decider.RunState", // the fold
            "workflow.decider.StepState", // part of the fold
            "workflow.journal.Submission", // is completed
            "workflow.run.Suspects", // who is inside
            "workflow.run.Timeline$Line", // part of another fold
            "workflow.decider.Unit", // part of the fold
            "workflow.trigger.Scheduler"); // is told to look

    /// Boundaries at which whatever was not foreseen is caught and recorded once.
    private static final Set<String> BOUNDARIES = Set.of(
            "document.child.ChildLoop", // whatever a parser throws is the file's fault
            "http.server.Edge", // Jetty declares Exception
            "workflow.run.StepCaller"); // whatever a step throws becomes its outcome

    private static final Set<String> MAY_PRINT = Set.of("Main"); // hands System.out and System.err to Terminal

    private static final Set<String> MAY_SLEEP = Set.of(
            "base.Pause", // is the one way to wait
            "database.embedded.Postmaster"); // polls a process that really starts, whatever a test does with time

    private static final Set<String> MAY_ASK_THE_TIME =
            Set.of("base.Uuids", "App", "Main", "WorkerProgram"); // ids carry the real time; the root makes the clock

    private static final List<String> EMPTY_ENDINGS =
            List.of("Manager", "Helper", "Helpers", "Util", "Utils", "Impl", "Processor", "Handler");

    /// Classes that may end in one of those words all the same.
    private static final Set<String> EMPTY_NAMES = Set.of();

    /// Files that may be longer than [#MOST_LINES], as paths below the project's folder.
    private static final Set<String> LONG_FILES = Set.of(
            "app/src/test/java/dev/quayside/action/http/HttpStepTest.java"); // one contract, one server to talk to

    private static final int MOST_LINES = 400;

    /// Fewer classes than this mean that the importer looked in the wrong place.
    private static final int FEWEST_CLASSES = 25;

    private static final JavaClasses CODE = new ClassFileImporter()
            .withImportOption(location -> !location.contains("/test-classes/"))
            .importPackages(ArchitectureRules.ROOT);

    private static final SourceFiles SOURCES = SourceFiles.of(Path.of(".."));

    private final ArchitectureRules rules = new ArchitectureRules(STAGES, CODE);

    @Test
    void thereIsCodeToLookAt() {
        assertThat(CODE)
                .as("classes found below " + ArchitectureRules.ROOT)
                .hasSizeGreaterThanOrEqualTo(FEWEST_CLASSES);
        assertThat(SOURCES.byName()).as("source files found").hasSizeGreaterThanOrEqualTo(FEWEST_CLASSES);
    }

    @Test
    void everyPackageBelongsToAStage() {
        assertThat(rules.packagesWithoutStage())
                .as(
                        "packages in no stage: move them into one, or place a new stage in STAGES, ARCHITECTURE.md and its row")
                .isEmpty();
    }

    @Test
    void aStageUsesOnlyItselfAndEarlierStages() {
        assertThat(rules.usesOfLaterStages())
                .as(
                        "uses of a later stage: let the later stage hand in what is needed (a value, an interface, a function)")
                .isEmpty();
    }

    @Test
    void leavesDoNotKnowEachOther() {
        assertThat(rules.usesBetweenLeavesOf(STAGES_WITH_LEAVES, SHARED_BY_LEAVES))
                .as(
                        "one leaf uses another: move what they share into the stage's own package, or into one of SHARED_BY_LEAVES")
                .isEmpty();
    }

    @Test
    void packagesFormNoCycle() {
        assertThat(rules.cycles())
                .as("packages in a circle: a parent may use its sub-packages or they may use it, never both")
                .isEmpty();
    }

    @Test
    void sqlIsWrittenInTablesOnly() {
        assertThat(rules.sqlOutsideTables())
                .as("java.sql outside database and *Table: put the statement into the table's class")
                .isEmpty();
    }

    @Test
    void tablesAreHiddenInTheirPackage() {
        assertThat(rules.visibleTables())
                .as("public tables: make them package-private; others ask the class that owns the rows")
                .isEmpty();
    }

    @Test
    void librariesStayWhereTheyBelong() {
        assertThat(rules.librariesOutOfPlace(LIBRARIES))
                .as(
                        "a library outside its place: use the stage that wraps it, or add the place to LIBRARIES with a reason")
                .isEmpty();
    }

    @Test
    void fieldsAreFinal() {
        assertThat(rules.changingFields(STATEFUL))
                .as("fields that change: make them final, or list the class in STATEFUL with the reason")
                .isEmpty();
    }

    @Test
    void exceptionIsCaughtAtNamedBoundariesOnly() {
        assertThat(rules.broadCatches(BOUNDARIES))
                .as("catch (Exception): catch what is foreseen, or list the boundary in BOUNDARIES with the reason")
                .isEmpty();
    }

    @Test
    void onlyTheTerminalIsPrintedTo() {
        assertThat(rules.uncontrolledOutput(MAY_PRINT))
                .as("System.out or System.err: commands write to cli.Terminal, everything else logs")
                .isEmpty();
    }

    @Test
    void waitingGoesThroughPause() {
        assertThat(rules.sleeps(MAY_SLEEP))
                .as("Thread.sleep: take a base.Pause, so that a test can move it")
                .isEmpty();
    }

    @Test
    void timeComesFromAClock() {
        assertThat(rules.hiddenClocks(MAY_ASK_THE_TIME))
                .as("time from nowhere: take a java.time.InstantSource, so that a test can move it")
                .isEmpty();
    }

    @Test
    void theDeciderIsPure() {
        assertThat(rules.impurities(Set.of("workflow.decider")))
                .as("threads, files, networks, chance in the pure core: bring it in with an event")
                .isEmpty();
    }

    @Test
    void namesSayWhatAThingDoes() {
        assertThat(rules.emptyNames(EMPTY_ENDINGS, EMPTY_NAMES))
                .as("names that say nothing: name what the class is or does, without " + EMPTY_ENDINGS)
                .isEmpty();
    }

    @Test
    void classesAreNotInherited() {
        assertThat(rules.inheritance())
                .as("inheritance between own classes: hand the part in instead")
                .isEmpty();
    }

    @Test
    void filesStayShort() {
        assertThat(SOURCES.longerThan(MOST_LINES, LONG_FILES))
                .as("files over " + MOST_LINES
                        + " lines: split them by concept, or list them in LONG_FILES with the reason")
                .isEmpty();
    }

    @Test
    void docCommentsAreWhole() {
        assertThat(SOURCES.brokenDocComments())
                .as("the formatter has cut a /// line of more than 120 columns: wrap it yourself")
                .isEmpty();
    }

    @Test
    void listedExceptionsExist() {
        assertThat(Stream.of(STATEFUL, BOUNDARIES, MAY_PRINT, MAY_SLEEP, EMPTY_NAMES)
                        .flatMap(Set::stream))
                .as("exceptions for classes that are gone: take them off the list")
                .allMatch(name -> CODE.contain(ArchitectureRules.ROOT + "." + name));
        assertThat(LONG_FILES).allMatch(SOURCES.byName()::containsKey);
    }
}
