package dev.quayside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.testing.Await;
import dev.quayside.workflow.journal.CrashPoints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Servers that die in every way, under load, in JVMs of their own: nothing accepted is lost, nothing counts twice.
///
/// The system property `quayside.fault.rounds` makes each test repeat its faults that often (else once),
/// `quayside.fault.seed` repeats the random choices of an earlier run.
class FaultTest {
    private static final int ROUNDS = Integer.getInteger("quayside.fault.rounds", 1);
    private static final long SEED = Long.getLong("quayside.fault.seed", System.nanoTime());
    private static final Duration LEASE = Duration.ofSeconds(2);

    private final Random random = new Random(SEED);
    private Path folder = Path.of("");

    @BeforeEach
    void makeAFolderThatOthersMayEnter() throws IOException {
        folder = Files.createTempDirectory("quayside-fault-");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /// A database whose server was killed takes a moment to die, and takes its files away meanwhile.
    @AfterEach
    void deleteIt() throws InterruptedException {
        Await.until("deleted", this::deleted);
    }

    private boolean deleted() {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException changing) {
            return !Files.exists(folder);
        }
        return !Files.exists(folder);
    }

    private FaultCluster several() throws InterruptedException {
        return new FaultCluster(folder, false, SEED).start(3);
    }

    private FaultCluster alone() throws InterruptedException {
        return new FaultCluster(folder, true, SEED).start(1);
    }

    private void pause(int leastMillis, int mostMillis) {
        FaultCluster.sleep(Duration.ofMillis(random.nextInt(leastMillis, mostMillis)));
    }

    private static void report(String what, FaultCluster cluster) {
        System.out.println("FAULTS " + what + ": " + ROUNDS + " rounds, " + cluster.kills + " kills, "
                + cluster.accepted() + " runs accepted, "
                + cluster.effects().seen().size() + " effects, "
                + cluster.effects().repeated() + " of them repeated, seed " + SEED);
    }

    @Test
    void othersGoOnWhereAKilledServerStopped() throws Exception {
        try (FaultCluster cluster = several()) {
            for (int round = 0; round < ROUNDS; round++) {
                cluster.load(100, Duration.ofSeconds(2));
                pause(200, 2_500);
                int victim = random.nextInt(cluster.size());
                cluster.kill(victim);
                pause(0, 500);
                cluster.restart(victim);
                cluster.settle();
            }
            report("random kills", cluster);
        }
    }

    @Test
    void aServerMayDieAtAnyPoint() throws Exception {
        try (FaultCluster cluster = several()) {
            for (int round = 0; round < (ROUNDS + 1) / 2; round++) {
                for (CrashPoints.Point point : CrashPoints.Point.values()) {
                    int victim = random.nextInt(cluster.size());
                    cluster.kill(victim);
                    cluster.restart(victim, point + ":" + (1 + random.nextInt(8)));
                    cluster.load(30, Duration.ofSeconds(1));
                    while (cluster.alive(victim)) {
                        cluster.load(3, Duration.ofMillis(100));
                        FaultCluster.sleep(Duration.ofMillis(100));
                    }
                    cluster.awaitDeath(victim);
                    cluster.restart(victim);
                }
                cluster.settle();
            }
            report("crash points", cluster);
        }
    }

    @Test
    void aServerThatSleptTooLongIsFencedOffAndWorksOn() throws Exception {
        try (FaultCluster cluster = several()) {
            for (int round = 0; round < ROUNDS; round++) {
                cluster.load(80, Duration.ofSeconds(2));
                pause(300, 1_500);
                int victim = random.nextInt(cluster.size());
                cluster.signal(victim, "STOP");
                FaultCluster.sleep(LEASE.multipliedBy(2));
                cluster.signal(victim, "CONT");
                cluster.settle();
            }
            for (int other = 1; other < cluster.size(); other++) {
                cluster.kill(other);
            }
            cluster.kill(0);
            cluster.restart(0);
            cluster.load(20, Duration.ofMillis(500));
            cluster.settle();
            report("pauses", cluster);
        }
    }

    @Test
    void aKilledDatabaseComesBackAndEverythingGoesOn() throws Exception {
        try (FaultCluster cluster = several()) {
            for (int round = 0; round < ROUNDS + 1; round++) {
                cluster.load(80, Duration.ofSeconds(2));
                pause(300, 1_500);
                cluster.signalPostgres(round % 2 == 0 ? "QUIT" : "KILL");
                cluster.kills++;
                cluster.settle();
            }
            report("database kills", cluster);
        }
    }

    @Test
    void everythingMayDieAtOnce() throws Exception {
        try (FaultCluster cluster = several()) {
            for (int round = 0; round < ROUNDS; round++) {
                cluster.load(80, Duration.ofSeconds(2));
                pause(300, 1_500);
                cluster.signalPostgres("KILL");
                for (int server = 0; server < cluster.size(); server++) {
                    cluster.kill(server);
                }
                for (int server = 0; server < cluster.size(); server++) {
                    cluster.restart(server);
                }
                cluster.settle();
            }
            report("everything at once", cluster);
        }
    }

    @Test
    void aServerWithItsOwnDatabaseMayDie() throws Exception {
        try (FaultCluster cluster = alone()) {
            CrashPoints.Point[] points = CrashPoints.Point.values();
            for (int round = 0; round < ROUNDS; round++) {
                cluster.load(60, Duration.ofSeconds(2));
                pause(300, 1_500);
                cluster.kill(0);
                cluster.restart(0);
                cluster.settle();

                cluster.load(60, Duration.ofSeconds(2));
                pause(100, 1_500);
                cluster.signalPostgres(round % 2 == 0 ? "QUIT" : "KILL");
                cluster.kills++;
                pause(0, 1_500);
                cluster.kill(0);
                cluster.restart(0, points[random.nextInt(points.length)] + ":" + (1 + random.nextInt(5)));
                cluster.awaitDeath(0);
                cluster.restart(0);
                cluster.settle();
            }
            report("one server alone", cluster);
        }
    }

    @Test
    void aServerThatIsStoppedInOrderRepeatsNothing() throws Exception {
        try (FaultCluster cluster = several()) {
            for (int round = 0; round < ROUNDS; round++) {
                cluster.load(120, Duration.ofSeconds(2));
                pause(500, 1_500);
                int victim = random.nextInt(cluster.size());
                assertThat(cluster.terminate(victim)).isZero();
                cluster.restart(victim);
                cluster.settle();
            }
            report("orderly stops", cluster);
            cluster.effects().seen().forEach((effect, keys) -> {
                int expected = effect.contains("/flaky/") ? 2 : 1;
                assertThat(keys.values())
                        .as(() -> effect + "\n"
                                + cluster.checker()
                                        .journal(cluster.accepted(effect.split("[/]|-child", -1)[0])
                                                .run()))
                        .containsExactly(expected);
            });
        }
    }

    @Test
    void aRunThatKillsItsServersIsGivenUpAndTheOthersComplete() throws Exception {
        try (FaultCluster cluster = several()) {
            cluster.load(60, Duration.ofSeconds(3));
            UUID poison = cluster.beginPoison();
            Await.until("given up", () -> {
                cluster.restartTheDead();
                return cluster.checker()
                                .query("select 1 from run where state = 11 and id = '" + poison + "'")
                                .size()
                        == 1;
            });

            cluster.restartTheDead(); // the last one may have died while another was being started
            cluster.settle();

            assertThat(cluster.guest().runs().find(poison).orElseThrow().problem())
                    .matches(problem -> problem != null && problem.code().equals("run.poison"));
            assertThat(cluster.effects().seen()).containsKey("poison/tell/-1");
            assertThat(cluster.kills).isEqualTo(3);
            report("poison", cluster);
        }
    }

    @Test
    void theCheckerSeesWhatIsWrong() throws Exception {
        try (FaultCluster cluster = alone()) {
            cluster.load(14, Duration.ofMillis(200));
            cluster.settle();
            FaultChecker checker = cluster.checker();
            String run = checker.query("select id from run order by id limit 1")
                    .getFirst()
                    .getFirst();

            checker.tamper("update journal set seq = 1000 where seq = 2 and run_id = '" + run + "'");
            assertThat(checker.violations()).anyMatch(wrong -> wrong.contains("numbers with a gap"));
            checker.tamper("update journal set seq = 2 where seq = 1000 and run_id = '" + run + "'");
            checker.check();

            checker.tamper("delete from journal where kind = 17 and run_id = '" + run + "'");
            assertThat(checker.violations()).anyMatch(wrong -> wrong.contains("not one last row"));

            checker.tamper("update run set state = 11 where id = '" + run + "'");
            Await.until(
                    "seen", () -> checker.violations().stream().anyMatch(wrong -> wrong.contains("was 10 and is 11")));
            assertThat(checker.violations()).anyMatch(wrong -> wrong.contains("not one event"));

            cluster.effects().seen().remove("load-0/s3/-1");
            cluster.effects().seen().put("load-0/s4/-1", Map.of("a key", 1, "another key", 1));
            assertThat(checker.violations())
                    .anyMatch(wrong -> wrong.contains("never had its effect: load-0/s3/-1"))
                    .anyMatch(wrong -> wrong.contains("under several keys: load-0/s4/-1"));
        }
    }
}
