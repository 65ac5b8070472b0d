package dev.quayside.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quayside.base.Pause;
import dev.quayside.base.ProblemException;
import dev.quayside.config.Secret;
import dev.quayside.database.embedded.EmbeddedPostgres;
import dev.quayside.database.embedded.EmbeddedSettings;
import dev.quayside.testing.Await;
import dev.quayside.testing.ChildJvm;
import dev.quayside.testing.TestDatabase;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {
    @TempDir
    Path temporary;

    @Test
    void aTransactionIsAllOrNothing() {
        try (TestDatabase test = TestDatabase.empty()) {
            Database database = test.database();
            database.use(handle -> handle.execute("create table t (id int primary key)"));

            assertThatThrownBy(() -> database.useTransaction(handle -> {
                        handle.execute("insert into t values (1)");
                        handle.execute("insert into t values (1)");
                    }))
                    .isInstanceOf(JdbiException.class);
            assertThat(count(database)).isZero();

            int added = database.inTransaction(handle -> handle.execute("insert into t values (1), (2)"));
            assertThat(added).isEqualTo(2);
            assertThat(count(database)).isEqualTo(2);
        }
    }

    @Test
    void testDatabasesDoNotSeeEachOther() {
        try (TestDatabase one = TestDatabase.fresh();
                TestDatabase other = TestDatabase.fresh()) {
            one.database().use(handle -> handle.execute("create table only_here (id int)"));

            assertThat(exists(one.database(), "only_here")).isTrue();
            assertThat(exists(other.database(), "only_here")).isFalse();
        }
    }

    @Test
    void anOwnersConnectionHasItsOwnDriverProperties() throws Exception {
        try (TestDatabase test = TestDatabase.empty();
                Connection own =
                        test.database().connect(Map.of("ApplicationName", "journal", "prepareThreshold", "1"));
                var statement = own.prepareStatement("select current_setting('application_name')");
                var rows = statement.executeQuery()) {
            rows.next();
            assertThat(rows.getString(1)).isEqualTo("journal");
            assertThat(own.unwrap(org.postgresql.PGConnection.class).getPrepareThreshold())
                    .isEqualTo(1);
        }
    }

    @Test
    void aDatabaseThatIsNotThereIsNamedWithoutThePassword() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        var url = DatabaseUrl.local(port, "files", "anna", new Secret("s3cret"));
        try (var database = new Database(url, 3, Pause.REAL)) {
            assertThatThrownBy(() -> database.start(Duration.ofMillis(300)))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("'files' at 127.0.0.1:" + port)
                    .hasMessageContaining("[database.unreachable]")
                    .hasMessageNotContaining("s3cret");
        }
    }

    @Test
    void aWrongPasswordIsNotWaitedFor() {
        try (TestDatabase test = TestDatabase.empty()) {
            DatabaseUrl right = test.url();
            var wrong = new DatabaseUrl(
                    right.servers(), right.database(), right.user(), new Secret("wrong"), right.options());
            var absent = right.withDatabase("no_such_database");

            for (DatabaseUrl url : List.of(wrong, absent)) {
                try (var database = new Database(url, 3, _ -> {
                    throw new AssertionError("waited");
                })) {
                    assertThatThrownBy(() -> database.start(Duration.ofHours(1)))
                            .hasMessageContaining("[database.unreachable]");
                }
            }
        }
    }

    @Test
    void aDatabaseThatComesUpLateIsWaitedFor() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        var settings =
                EmbeddedSettings.in(temporary.resolve("late"), System.getenv()).withPort(port);
        DatabaseUrl url;
        try (var once = new EmbeddedPostgres(settings, Pause.REAL)) {
            url = once.start();
        }
        try (var postgres = new EmbeddedPostgres(settings, Pause.REAL);
                var database = new Database(url, 3, Pause.REAL)) {
            CompletableFuture<Void> start = CompletableFuture.runAsync(() -> {
                try {
                    database.start(Duration.ofMinutes(1));
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            Thread.sleep(Duration.ofMillis(300));
            assertThat(start).isNotDone();
            postgres.start();

            start.join();
            assertThat(exists(database, "nothing")).isFalse();
        }
    }

    @Test
    void thePoolRecoversWhenTheDatabaseIsKilled() throws Exception {
        try (var postgres = new EmbeddedPostgres(
                        EmbeddedSettings.in(temporary.resolve("data"), System.getenv()), Pause.REAL);
                var database = new Database(postgres.start(), 4, Pause.REAL)) {
            database.start(Duration.ofSeconds(10));
            database.use(handle -> handle.execute("create table t (id int primary key)"));
            database.use(handle -> handle.execute("insert into t values (1)"));

            String before = startOf(database);

            killPostmaster(temporary.resolve("data"));

            Await.until("the pool works on the new server", () -> restarted(database, before));
            assertThat(count(database)).isEqualTo(1);
        }
    }

    @Test
    void aServerGivenByItsAddressServesAsWell() throws Exception {
        try (var external =
                new EmbeddedPostgres(EmbeddedSettings.in(temporary.resolve("external"), System.getenv()), Pause.REAL)) {
            DatabaseUrl url = external.start();
            String plain = url.reveal();
            for (String address :
                    List.of(plain, plain.replace("postgresql:", "postgresql+asyncpg:"), "jdbc:" + plain)) {
                try (ChildJvm child = ChildJvm.start(ExternalServerProgram.class, address)) {
                    assertThat(child.await("kept")).isEqualTo("1 on " + url.servers());
                    assertThat(child.rest()).noneMatch(line -> line.startsWith("Exception"));
                }
            }
            try (var database = new Database(url, 3, Pause.REAL)) {
                database.start(Duration.ofSeconds(10));
                assertThat(database.<List<String>, RuntimeException>with(handle -> handle.createQuery(
                                        "select datname from pg_database where datname like 'test%'")
                                .mapTo(String.class)
                                .list()))
                        .as("the tests clean up behind them")
                        .isEmpty();
            }
        }
    }

    private static String startOf(Database database) {
        return database.with(handle -> handle.createQuery("select pg_postmaster_start_time()::text")
                .mapTo(String.class)
                .one());
    }

    private static boolean restarted(Database database, String before) {
        try {
            return !startOf(database).equals(before);
        } catch (ProblemException | JdbiException _) {
            return false;
        }
    }

    private static int count(Database database) {
        return database.with(handle -> handle.createQuery("select count(*) from t")
                .mapTo(Integer.class)
                .one());
    }

    private static boolean exists(Database database, String table) {
        return database.with(handle -> handle.createQuery("select to_regclass(:table) is not null")
                .bind("table", table)
                .mapTo(Boolean.class)
                .one());
    }

    static void killPostmaster(Path folder) throws Exception {
        long pid = Long.parseLong(
                Files.readAllLines(folder.resolve("cluster/postmaster.pid")).getFirst());
        assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly()).isTrue();
    }
}
