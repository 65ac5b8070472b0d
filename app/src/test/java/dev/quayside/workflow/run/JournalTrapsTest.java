package dev.quayside.workflow.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quayside.base.Json;
import dev.quayside.base.ProblemException;
import dev.quayside.database.Database;
import dev.quayside.event.Actor;
import dev.quayside.step.Outcome;
import dev.quayside.testing.Await;
import dev.quayside.testing.TestDatabase;
import dev.quayside.workflow.decider.RunStatus;
import dev.quayside.workflow.journal.CrashPoints;
import dev.quayside.workflow.store.WorkflowVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What has made journals on PostgreSQL slow or wrong before, each held by a count that does not depend on the machine.
class JournalTrapsTest {
    private final TestDatabase holder = TestDatabase.fresh();
    private final Database database = holder.database();
    private final Gate gate = new Gate(CrashPoints.Point.BEFORE_COMMIT);
    private final CountDownLatch seen = new CountDownLatch(1);
    private final TestNode node = new TestNode(
                    database,
                    EngineSettings.DEFAULT.withLease(Duration.ofSeconds(2)),
                    gate,
                    TestNode.type("slow", _ -> {
                        Thread.sleep(Duration.ofMillis(250));
                        return new Outcome.Succeeded(Json.object());
                    }),
                    TestNode.type("talk", context -> {
                        context.log("one");
                        context.log("two");
                        seen.await();
                        context.log("three");
                        return new Outcome.Succeeded(Json.object());
                    }))
            .start();
    private final WorkflowVersion one = node.put("one", "{'steps': [{'id': 'a', 'type': 'noop'}]}");

    @AfterEach
    void close() {
        gate.open();
        node.close();
        holder.close();
    }

    private long number(String sql) {
        return database.with(handle -> {
            handle.execute("select pg_stat_force_next_flush()");
            return handle.createQuery(sql).mapTo(Long.class).one();
        });
    }

    private List<UUID> startAtOnce(int count) throws Exception {
        List<UUID> runs = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<UUID>> starts = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                starts.add(() -> node.start(one, Json.object(), null));
            }
            for (Future<UUID> start : threads.invokeAll(starts)) {
                runs.add(start.get());
            }
        }
        for (UUID run : runs) {
            assertThat(node.await(run).status()).isEqualTo(RunStatus.COMPLETED);
        }
        return runs;
    }

    private static void sleep(Duration span) {
        try {
            Thread.sleep(span);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void runsThatEndTogetherAreEachLookedUpOnce() throws Exception {
        startAtOnce(10);
        Await.until("counted", () -> number("select n_tup_upd from pg_stat_user_tables where relname = 'run'") >= 10);
        long before = number("select idx_tup_fetch from pg_stat_user_tables where relname = 'run'");

        gate.shut();
        Thread opener = Thread.ofVirtual().start(() -> {
            sleep(Duration.ofMillis(500));
            gate.open();
        });
        startAtOnce(500);
        opener.join();

        Await.until("counted", () -> number("select n_tup_upd from pg_stat_user_tables where relname = 'run'") >= 510);
        long fetched = number("select idx_tup_fetch from pg_stat_user_tables where relname = 'run'") - before;
        // Awaiting reads each row a few times as well; 500 x 500 would be 250,000.
        assertThat(fetched).isLessThan(20_000);
    }

    @Test
    void onlyAStepThatTakesLongShowsItsStart() throws Exception {
        startAtOnce(50);
        assertThat(number("select count(*) from journal where kind = 3")).isZero();

        UUID slow = node.start("{'steps': [{'id': 'a', 'type': 'slow'}]}");
        node.await(slow);

        assertThat(number("select count(*) from journal where kind = 3")).isEqualTo(1);
        assertThat(number("select seq from journal where kind = 3")).isEqualTo(2);
    }

    @Test
    void lazyRowsAreWrittenSoonWhereNobodyElseComesAndInOrder() throws Exception {
        UUID run = node.start("{'steps': [{'id': 'a', 'type': 'talk'}]}");

        Await.until("two lines and the start", () -> number("select count(*) from journal where kind in (3, 18)") == 3);
        assertThat(number("select count(*) from journal where kind = 4")).isZero();

        seen.countDown();
        node.await(run);
        List<Integer> numbers = database.with(handle -> handle.createQuery("select seq from journal order by at, seq")
                .mapTo(Integer.class)
                .list());
        assertThat(numbers).containsExactly(1, 2, 3, 4, 5, 6, 7);
    }

    @Test
    void aStartThatTheDatabaseRefusesHarmsNoOther() throws Exception {
        gate.shut();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            // The first is in the batch that is held; the others gather behind it.
            List<Future<UUID>> good = new ArrayList<>();
            good.add(threads.submit(() -> node.start(one, Json.object(), null)));
            Await.until("held", () -> gate.held() == 1);
            for (int i = 0; i < 20; i++) {
                good.add(threads.submit(() -> node.start(one, Json.object(), null)));
            }
            Future<Runs.Start> bad =
                    threads.submit(() -> node.runs.start(one, Json.object(), Actor.of("no\u0000body"), null));
            sleep(Duration.ofMillis(200));
            gate.open();

            assertThatThrownBy(bad::get)
                    .hasCauseInstanceOf(ProblemException.class)
                    .hasMessageContaining("journal.refused");
            for (Future<UUID> start : good) {
                assertThat(node.await(start.get()).status()).isEqualTo(RunStatus.COMPLETED);
            }
        }
        assertThat(number("select count(*) from run")).isEqualTo(21);
    }

    @Test
    void whoFailsWhenToldOfWhatIsDurableHoldsNobodyUp() throws Exception {
        node.events.listen(() -> {
            throw new IllegalStateException("a listener that fails, as this test wants it");
        });

        for (int i = 0; i < 3; i++) {
            assertThat(node.await(node.start(one, Json.object(), null)).status())
                    .isEqualTo(RunStatus.COMPLETED);
        }
    }

    @Test
    void aBatchOfANodeThatHasLostItsRightWritesNothing() throws Exception {
        UUID run = node.start("{'steps': [{'id': 'a', 'type': 'slow'}, {'id': 'b', 'type': 'noop'}]}");
        Await.until("shown", () -> number("select count(*) from journal where kind = 3") == 1);
        gate.shut();
        Await.until("its end is to be written", () -> gate.held() == 1);
        long right = node.engine.node();
        database.use(handle -> handle.execute("delete from node where id = ?", right));

        gate.open();

        assertThat(node.await(run).status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(node.engine.node()).isNotEqualTo(right);
        assertThat(node.log(run)).contains("3 RUN_RECOVERED").contains("STEP_COMPLETED a");
        assertThat(number("select count(*) from journal where kind = 4 and step = 'a'"))
                .isEqualTo(1);
    }
}
