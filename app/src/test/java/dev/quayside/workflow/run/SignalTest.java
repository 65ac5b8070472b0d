package dev.quayside.workflow.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import dev.quayside.database.Database;
import dev.quayside.event.Actor;
import dev.quayside.step.Outcome;
import dev.quayside.step.StepContext;
import dev.quayside.testing.Await;
import dev.quayside.testing.TestDatabase;
import dev.quayside.workflow.decider.RunStatus;
import dev.quayside.workflow.journal.CrashPoints;
import dev.quayside.workflow.journal.JournalCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What is wanted of a run reaches it, whatever its node is doing at that moment.
class SignalTest {
    private static final Outcome YES = new Outcome.Succeeded(Json.object().put("yes", true));

    private final TestDatabase holder = TestDatabase.fresh();
    private final Database database = holder.database();
    private final BlockingQueue<String> tokens = new LinkedBlockingQueue<>();
    private final CountDownLatch never = new CountDownLatch(1);
    private final Gate beforeCommit = new Gate(CrashPoints.Point.BEFORE_COMMIT);
    private final Gate afterEffect = new Gate(CrashPoints.Point.AFTER_EFFECT);
    private final TestNode node = new TestNode(
                    database,
                    ShortSpans.settings(),
                    point -> {
                        beforeCommit.reached(point);
                        afterEffect.reached(point);
                    },
                    TestNode.type("ask", this::ask),
                    TestNode.type("hang", _ -> {
                        never.await();
                        return YES;
                    }))
            .start();

    private Outcome ask(StepContext context) {
        tokens.add(context.token());
        return Outcome.Parked.on(context.token());
    }

    @AfterEach
    void close() {
        beforeCommit.open();
        afterEffect.open();
        never.countDown();
        node.close();
        holder.close();
    }

    private int count(String sql) {
        return database.with(
                handle -> handle.createQuery(sql).mapTo(Integer.class).one());
    }

    @Test
    void anAnswerThatComesWhileTheRunLeavesMemoryCounts() throws Exception {
        UUID run = node.start("{'steps': [{'id': 'a', 'type': 'ask'}]}");
        Await.until("parked", () -> count("select count(*) from journal where kind = 8") == 1);
        ActiveRun active = node.engine.active(run);
        beforeCommit.shut();
        Await.until("leaving", () -> beforeCommit.held() == 1);

        assertThat(node.runs.complete(tokens.take(), YES)).isTrue();
        assertThat(active).isNotNull();
        active.readSignals();
        beforeCommit.open();

        assertThat(node.await(run).status()).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    void anAnswerReadByANodeThatHasLostItsRightIsLeftToTheNextOwner() throws Exception {
        UUID run = node.start("{'steps': [{'id': 'a', 'type': 'ask'}]}");
        Await.until("parked", () -> count("select count(*) from journal where kind = 8") == 1);
        ActiveRun active = node.engine.active(run);
        database.use(handle -> handle.execute("delete from node"));

        assertThat(node.runs.complete(tokens.take(), YES)).isTrue();
        assertThat(active).isNotNull();
        active.readSignals();

        assertThat(node.await(run).status()).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    void anAnswerThatIsThereBeforeTheCallIsRepeatedCounts() throws Exception {
        afterEffect.shut();
        UUID run = node.start("{'steps': [{'id': 'a', 'type': 'ask'}]}");
        String token = tokens.take();
        Await.until("asked, and nothing of it recorded", () -> afterEffect.held() == 1);
        database.use(handle -> handle.execute("delete from node"));
        assertThat(node.runs.complete(token, YES)).isTrue();

        Await.until("asked again", () -> afterEffect.held() == 2);
        afterEffect.open();

        assertThat(tokens.take()).isEqualTo(token);
        assertThat(node.await(run).status()).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    void aSecondAnswerToAnEarlierCallIsThrownAway() throws Exception {
        UUID run = node.start("""
                {'steps': [{'id': 'a', 'type': 'ask'}, {'id': 'b', 'type': 'ask', 'depends_on': ['a']}]}
                """);
        String first = tokens.take();
        assertThat(node.runs.complete(first, YES)).isTrue();
        String second = tokens.take();

        assertThat(node.runs.complete(first, new Outcome.Failed("test.late", "too late", false)))
                .isTrue();
        Await.until("thrown away", () -> count("select count(*) from signal") == 0);

        assertThat(node.runs.complete(second, YES)).isTrue();
        assertThat(node.await(run).status()).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    void aCancelIsKeptUntilItIsDurable() throws Exception {
        UUID run = node.start("{'steps': [{'id': 'a', 'type': 'hang'}]}");
        Await.until("shown", () -> count("select count(*) from journal where kind = 3") == 1);
        beforeCommit.shut();

        assertThat(node.runs.cancel(run, Actor.of("tester"))).isEqualTo(Runs.Asked.DONE);
        Await.until("to be written", () -> beforeCommit.held() == 1);

        // Where it is thrown away too early this takes a moment.
        Thread.sleep(Duration.ofMillis(300));
        assertThat(count("select count(*) from signal")).isEqualTo(1);
        beforeCommit.open();
        assertThat(node.await(run).status()).isEqualTo(RunStatus.CANCELLED);
        Await.until("followed", () -> count("select count(*) from signal") == 0);
    }

    @Test
    void aRunWhoseSignalsCannotBeReadAtFirstGoesOn() throws Exception {
        database.use(handle -> handle.execute("alter table signal rename to away"));
        UUID run = node.start(
                node.put("echo", "{'steps': [{'id': 'a', 'type': 'echo', 'config': {'value': 1}}]}"),
                Json.object(),
                "key");
        Await.until("taken up", () -> node.engine.active(run) != null);

        // Longer than an idle run stays in memory, and shorter than until the signals are asked for again.
        Thread.sleep(Duration.ofMillis(600));
        database.use(handle -> handle.execute("alter table away rename to signal"));

        assertThat(node.await(run).status()).isEqualTo(RunStatus.COMPLETED);
    }

    /// Leaves a signal that nobody is told of.
    private void leave(UUID run, String kind) {
        database.use(handle -> handle.execute(
                "insert into signal (run_id, kind, data) values (?, ?, '{\"by\": \"tester\"}')", run, kind));
    }

    private void awaitPaused(UUID run) throws InterruptedException {
        Await.until(
                "paused, and left alone",
                () -> count("select count(*) from signal") == 0
                        && count("select count(*) from run where state = 3 and owner is null and wake_at is null") == 1
                        && node.engine.active(run) == null);
    }

    @Test
    void aResumeBehindAPauseIsHeard() throws Exception {
        UUID run = node.start("{'steps': [{'id': 'a', 'type': 'ask'}]}");
        node.runs.pause(run, Actor.of("tester"));
        awaitPaused(run);

        leave(run, Signal.PAUSE);
        node.runs.resume(run, Actor.of("tester"));

        Await.until("resumed", () -> count("select count(*) from journal where kind = " + JournalCodec.RESUMED) == 1);
    }

    @Test
    void aCancelBehindAPauseIsHeard() throws Exception {
        UUID run = node.start("{'steps': [{'id': 'a', 'type': 'ask'}]}");
        node.runs.pause(run, Actor.of("tester"));
        awaitPaused(run);

        leave(run, Signal.PAUSE);
        node.runs.cancel(run, Actor.of("tester"));

        assertThat(node.await(run).status()).isEqualTo(RunStatus.CANCELLED);
    }

    @Test
    void aResumeBehindAnAnswerIsHeard() throws Exception {
        UUID run = node.start("""
                {'steps': [{'id': 'a', 'type': 'ask'},
                           {'id': 'b', 'type': 'echo', 'config': {'value': 1}, 'depends_on': ['a']}]}
                """);
        String token = tokens.take();
        node.runs.pause(run, Actor.of("tester"));
        awaitPaused(run);

        database.use(handle -> handle.execute(
                "insert into signal (run_id, kind, data) values (?, 'token', ?::json)",
                run,
                Json.write(Signal.token(token, YES).data())));
        node.runs.resume(run, Actor.of("tester"));

        assertThat(node.await(run).status()).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    void theLastWordCountsHoweverManyAreSaid() throws Exception {
        try (TestNode guest = new TestNode(database, ShortSpans.settings())) {
            guest.engine.startAsGuest();
            var random = new Random(7);
            List<UUID> runs = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                runs.add(node.start("""
                        {'steps': [{'id': 'a', 'type': 'delay', 'config': {'seconds': 0.4}},
                                   {'id': 'b', 'type': 'echo', 'config': {'value': 1}, 'depends_on': ['a']}]}
                        """));
            }
            for (int i = 0; i < 300; i++) {
                Runs asking = random.nextBoolean() ? node.runs : guest.runs;
                UUID run = runs.get(random.nextInt(runs.size()));
                Runs.Asked _ = random.nextBoolean()
                        ? asking.pause(run, Actor.of("tester"))
                        : asking.resume(run, Actor.of("tester"));
            }

            for (UUID run : runs) {
                Runs.Asked _ = guest.runs.resume(run, Actor.of("tester"));
            }

            for (UUID run : runs) {
                assertThat(node.await(run).status()).isEqualTo(RunStatus.COMPLETED);
            }
        }
    }
}
