package dev.quayside.workflow.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import dev.quayside.base.Pause;
import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import dev.quayside.database.Database;
import dev.quayside.database.Migrations;
import dev.quayside.database.embedded.EmbeddedPostgres;
import dev.quayside.database.embedded.EmbeddedSettings;
import dev.quayside.testing.Await;
import dev.quayside.testing.SmallDisk;
import dev.quayside.workflow.decider.RunStatus;
import dev.quayside.workflow.store.WorkflowVersion;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/// The database's disk fills up under load.
class DiskFullTest {
    private final List<Thread> starters = new ArrayList<>();
    private final Set<String> problems = ConcurrentHashMap.newKeySet();

    /// @return the file that takes all space
    private static Path fill(Path folder) throws IOException {
        Path filler = folder.resolve("filler");
        byte[] block = new byte[4_096];
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            return filler;
        }
    }

    @Test
    void aFullDiskTurnsWorkAwayAndLosesNothing() throws Exception {
        try (SmallDisk disk = SmallDisk.of("200m");
                EmbeddedPostgres postgres = new EmbeddedPostgres(
                        EmbeddedSettings.in(disk.path().resolve("db"), System.getenv()), Pause.REAL);
                Database database = new Database(postgres.start(), 8, Pause.REAL)) {
            database.start(Duration.ofSeconds(20));
            new Migrations(database).migrate();
            try (TestNode node = new TestNode(database, ShortSpans.settings()).start()) {
                WorkflowVersion version = node.put("big", """
                        {'steps': [{'id': 'a', 'type': 'echo', 'config': {'value': '%1$s'}},
                                   {'id': 'b', 'type': 'echo', 'config': {'value': '%1$s'}, 'depends_on': ['a']}]}
                        """.formatted("z".repeat(20_000)));
                assertThat(node.await(node.start(version, Json.object(), null)).status())
                        .isEqualTo(RunStatus.COMPLETED);
                Path filler = fill(disk.path());

                List<UUID> accepted = startUntilRefused(node, version);
                Await.until("named", () -> problems(node).contains("journal.disk-full"));
                Files.delete(filler);

                Await.until("accepting again", () -> node.engine.refusal() == null);
                for (Thread starter : starters) {
                    starter.join();
                }
                for (UUID run : accepted) {
                    Await.until("completed", () -> completed(node, run));
                }
            }
        }
    }

    private Set<String> problems(TestNode node) {
        Problem problem = node.engine.refusal();
        if (problem != null) {
            problems.add(problem.code());
        }
        return problems;
    }

    private static boolean completed(TestNode node, UUID run) {
        try {
            return node.runs.find(run).orElseThrow().status() == RunStatus.COMPLETED;
        } catch (ProblemException away) {
            return false;
        }
    }

    private List<UUID> startUntilRefused(TestNode node, WorkflowVersion version) throws InterruptedException {
        List<UUID> accepted = java.util.Collections.synchronizedList(new ArrayList<>());
        while (node.engine.refusal() == null) {
            starters.add(Thread.startVirtualThread(() -> {
                try {
                    accepted.add(node.start(version, Json.object(), null));
                } catch (ProblemException refused) {
                    problems.add(refused.problem().code());
                }
            }));
            Thread.sleep(Duration.ofMillis(2));
        }
        return accepted;
    }
}
