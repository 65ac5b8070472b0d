package dev.quayside.workflow.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import dev.quayside.testing.Await;
import dev.quayside.testing.TestDatabase;
import dev.quayside.workflow.decider.RunStatus;
import dev.quayside.workflow.store.WorkflowVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// The plans of the writer's connection are made while all tables are empty, and must serve when they are not.
class PinnedPlansTest {
    private static final int RUNS = 21_000;

    /// The lease is renewed, and orphans are looked for, not more than a few times while this lasts.
    private static final EngineSettings PATIENT = EngineSettings.DEFAULT.withLease(Duration.ofMinutes(5));

    @Test
    void noBatchReadsTheWholeTable() throws Exception {
        try (TestDatabase holder = TestDatabase.fresh();
                TestNode node = new TestNode(holder.database(), PATIENT).start()) {
            WorkflowVersion version = node.put("one", "{'steps': [{'id': 'a', 'type': 'noop'}]}");
            for (int i = 0; i < RUNS / 1_000; i++) {
                startAtOnce(node, version);
            }

            Await.until("counted", () -> number(holder, "n_tup_ins") >= RUNS);
            assertThat(number(holder, "n_tup_upd")).isGreaterThanOrEqualTo(RUNS);
            // There were hundreds of batches at least.
            assertThat(number(holder, "seq_scan")).isLessThan(60);
        }
    }

    private static void startAtOnce(TestNode node, WorkflowVersion version) throws Exception {
        List<UUID> runs = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<UUID>> starts = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                starts.add(() -> node.start(version, Json.object(), null));
            }
            for (Future<UUID> start : threads.invokeAll(starts)) {
                runs.add(start.get());
            }
        }
        for (UUID run : runs) {
            assertThat(node.await(run).status()).isEqualTo(RunStatus.COMPLETED);
        }
    }

    private static long number(TestDatabase holder, String counter) {
        return holder.database()
                .with(handle -> handle.createQuery(
                                "select " + counter + " from pg_stat_user_tables where relname = 'run'")
                        .mapTo(Long.class)
                        .one());
    }
}
