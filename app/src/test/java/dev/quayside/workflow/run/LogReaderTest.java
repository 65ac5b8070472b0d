package dev.quayside.workflow.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import dev.quayside.base.Page;
import dev.quayside.base.Problem;
import dev.quayside.database.Database;
import dev.quayside.step.Outcome;
import dev.quayside.step.StepContext.Level;
import dev.quayside.testing.TestDatabase;
import dev.quayside.workflow.decider.Call;
import dev.quayside.workflow.decider.Entry;
import dev.quayside.workflow.decider.RunStatus;
import dev.quayside.workflow.definition.Plan;
import dev.quayside.workflow.journal.JournalCodec;
import dev.quayside.workflow.store.WorkflowVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Logs as people read them, and who is told of new lines.
class LogReaderTest {
    private static final String WORKFLOW = "{'steps': [{'id': 'a', 'type': 'noop'}, {'id': 'b', 'type': 'big'}]}";

    private final TestDatabase holder = TestDatabase.fresh();
    private final Database database = holder.database();
    private final TestNode node = new TestNode(
                    database,
                    EngineSettings.DEFAULT,
                    TestNode.type(
                            "big",
                            _ -> new Outcome.Succeeded(Json.object()
                                    .put("text", "x".repeat(400_000))
                                    .put("token", "s3cret-value".repeat(50))
                                    .put("branch", "left"))))
            .start();

    @AfterEach
    void close() {
        node.close();
        holder.close();
    }

    private LogReader reader(UUID run) {
        return new RunLogs(node.engine, node.workflows).find(run).orElseThrow();
    }

    /// A row of every kind, where the level depends on the content one of each.
    private static List<Entry> everyEntry() {
        Call call = new Call(0, Call.WHOLE, 1);
        Problem problem = new Problem("test.failed", "\"status\":\"COMPLETED\"} \u0000 UPSTREAM_FAILED");
        Instant now = Instant.ofEpochSecond(1_000_000);
        Stream<Entry> entries = Stream.of(
                new Entry.Accepted("seed", null),
                new Entry.Claimed("node", true),
                new Entry.Started(call),
                new Entry.Succeeded(call, Json.object().put("level", "ERROR")),
                new Entry.Reused(0, Json.object()),
                new Entry.Failed(call, problem),
                new Entry.Retrying(call, problem, now),
                new Entry.Parked(call, now, null, now),
                new Entry.Expanded(0, 3),
                new Entry.Gathered(0),
                new Entry.Cancelled(call),
                new Entry.Paused("me"),
                new Entry.Resumed("me"),
                new Entry.Stopping(Entry.Stopping.Why.CANCELLED, problem),
                new Entry.Handling(),
                new Entry.Progress(call, 1, 2, "files"));
        Stream<Entry> skipped = Arrays.stream(Entry.Skipped.Reason.values()).map(why -> new Entry.Skipped(0, why));
        Stream<Entry> said =
                Arrays.stream(Level.values()).map(level -> new Entry.Log(0, Call.WHOLE, level, "\u0000 \"ERROR\""));
        Stream<Entry> ended = Stream.of(RunStatus.COMPLETED, RunStatus.FAILED, RunStatus.CANCELLED)
                .map(status -> new Entry.Ended(status, status == RunStatus.COMPLETED ? null : problem));
        return Stream.of(entries, skipped, said, ended).flatMap(all -> all).toList();
    }

    private UUID runWith(List<Entry> entries) throws InterruptedException {
        WorkflowVersion version = node.put("every-entry", WORKFLOW);
        UUID run = node.start(version, Json.object(), null);
        node.await(run);
        Plan plan = node.workflows.plan(version.workflow(), version.version());
        JournalCodec codec = new JournalCodec(plan);
        database.useTransaction(handle -> {
            handle.execute("delete from journal where run_id = ?", run);
            for (int i = 0; i < entries.size(); i++) {
                RunTable.insert(handle, codec.row(run, i + 1, 1_000_000L * i, 0, entries.get(i)));
            }
        });
        return run;
    }

    @Test
    void theDatabaseFindsTheLinesOfALevelThatTheLogShows() throws Exception {
        List<Entry> entries = everyEntry();
        assertThat(entries.stream().map(Entry::getClass).distinct())
                .as("an entry of every kind")
                .hasSize(Entry.class.getPermittedSubclasses().length);
        LogReader log = reader(runWith(entries));
        List<LogLine> all = log.read(0, 1_000).lines();
        assertThat(all).hasSize(entries.size());

        for (Level level : Level.values()) {
            Page<LogLine> page = log.page(new LogFilter(level, null, null, 0, true), 0, 1_000);

            assertThat(page.items())
                    .as("%s", level)
                    .isNotEmpty()
                    .isEqualTo(
                            all.stream().filter(line -> line.level() == level).toList());
            assertThat(page.total()).isEqualTo(page.items().size());
        }
    }

    @Test
    void pagesOfEverySizeAndDirectionHoldTheSameLines() throws Exception {
        List<Entry> entries = new ArrayList<>();
        entries.add(new Entry.Accepted("seed", null));
        for (int i = 0; i < 40; i++) {
            String output = "y".repeat(i % 7 == 0 ? 250_000 : 10);
            entries.add(new Entry.Succeeded(new Call(0, i, 1), Json.object().put("v", output)));
        }
        LogReader log = reader(runWith(entries));
        List<Integer> all = numbers(log.page(LogFilter.after(0), 0, 1_000).items());
        assertThat(all).hasSize(41);

        for (int size : List.of(1, 3, 40, 41, 200)) {
            List<Integer> up = new ArrayList<>();
            List<Integer> down = new ArrayList<>();
            for (int skip = 0; skip < all.size(); skip += size) {
                up.addAll(numbers(log.page(LogFilter.after(0), skip, size).items()));
                down.addAll(numbers(log.page(new LogFilter(null, null, null, 0, false), skip, size)
                        .items()));
            }
            assertThat(up).as("pages of %s", size).isEqualTo(all);
            assertThat(down.reversed()).as("pages of %s", size).isEqualTo(all);
        }
        LogReader.Part part = log.read(0, 100);
        assertThat(part.more()).as("so many bytes are not read at once").isTrue();
        assertThat(part.lines()).hasSizeLessThan(41).isNotEmpty();
    }

    private static List<Integer> numbers(List<LogLine> lines) {
        return lines.stream().map(LogLine::number).toList();
    }

    @Test
    void anOutputThatLiesBesideTheJournalIsSummedUpWithoutItsSecrets() throws Exception {
        UUID run = node.start(WORKFLOW);
        node.await(run);

        JsonNode summary = reader(run).read(0, 100).lines().stream()
                .filter(line -> "b".equals(line.stepId()))
                .map(LogLine::summary)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();

        assertThat(summary.path("text").asString()).isEqualTo("x".repeat(100) + "... (truncated)");
        assertThat(summary.path("token").asString()).startsWith("***").doesNotContain("s3");
        assertThat(summary.path("branch").asString()).isEqualTo("left");
        assertThat(summary.size()).isEqualTo(3);
    }

    /// Counts what it is told.
    private record Counting(int lastNumber, AtomicInteger told) implements RunListener {
        @Override
        public void mayHaveMore() {
            told.incrementAndGet();
        }
    }

    @Test
    void linesThatNobodyWasToldOfAreFoundLater() throws Exception {
        UUID behind = node.start(WORKFLOW);
        UUID upToDate = node.start(WORKFLOW);
        node.await(behind);
        node.await(upToDate);
        Counting missed = new Counting(2, new AtomicInteger());
        Counting complete = new Counting(reader(upToDate).last().orElseThrow().number(), new AtomicInteger());
        Runnable one = reader(behind).listen(missed);
        Runnable two = reader(upToDate).listen(complete);

        node.engine.followers().lookForMissed();
        one.run();
        two.run();
        node.engine.followers().lookForMissed();

        assertThat(missed.told()).hasValue(1);
        assertThat(complete.told()).hasValue(0);
    }

    @Test
    void notesTellOthersOfManyRunsAtOnce() {
        UUID one = UUID.randomUUID();
        UUID two = UUID.randomUUID();
        String payload = "me " + one + "," + two;

        assertThat(RunNotes.parse(payload, "you")).containsExactly(one, two);
        assertThat(RunNotes.parse(payload, "me")).isEmpty();
    }
}
