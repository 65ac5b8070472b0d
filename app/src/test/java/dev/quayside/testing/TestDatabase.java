package dev.quayside.testing;

import dev.quayside.base.Pause;
import dev.quayside.database.Database;
import dev.quayside.database.DatabaseUrl;
import dev.quayside.database.Migrations;
import dev.quayside.database.embedded.EmbeddedPostgres;
import dev.quayside.database.embedded.EmbeddedSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/// A fresh, migrated database on a real PostgreSQL, dropped at [#close].
///
/// All tests of a JVM share one embedded server, started by the first that asks. With the environment variable or
/// system property `QUAYSIDE_TEST_DATABASE_URL` the databases are made on that server instead, whose user must be
/// allowed to create them.
///
/// ```java
/// try (TestDatabase database = TestDatabase.fresh()) {
///     database.database().use(handle -> handle.execute("..."));
/// }
/// ```
public final class TestDatabase implements AutoCloseable {
    public static final String EXTERNAL = "QUAYSIDE_TEST_DATABASE_URL";

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int CONNECTIONS = 8;

    private final DatabaseUrl url;
    private final Database database;

    private TestDatabase(DatabaseUrl url, Database database) {
        this.url = url;
        this.database = database;
    }

    /// A database with all migrations of the program.
    public static TestDatabase fresh() {
        return copy(Shared.SERVER.template);
    }

    /// A database without anything in it.
    public static TestDatabase empty() {
        return copy("template1");
    }

    public DatabaseUrl url() {
        return url;
    }

    /// A started pool on it.
    public Database database() {
        return database;
    }

    @Override
    public void close() {
        database.close();
        Shared.SERVER.execute("drop database if exists " + url.database() + " with (force)");
    }

    private static TestDatabase copy(String template) {
        String name = newName();
        Shared.SERVER.execute("create database " + name + " template " + template);
        DatabaseUrl url = Shared.SERVER.url.withDatabase(name);
        return new TestDatabase(url, started(url));
    }

    private static String newName() {
        return "test_" + UUID.randomUUID().toString().replace("-", "");
    }

    private static Database started(DatabaseUrl url) {
        var database = new Database(url, CONNECTIONS, Pause.REAL);
        try {
            database.start(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return database;
    }

    /// The server that all tests of this JVM share: the one thing here that has to be static.
    private static final class Shared {
        static final Shared SERVER = start();

        private final DatabaseUrl url;
        private final String template = newName();

        private Shared(DatabaseUrl url) {
            this.url = url;
            execute("create database " + template);
            try (Database database = started(url.withDatabase(template))) {
                new Migrations(database).migrate();
            }
        }

        private static Shared start() {
            String external = System.getProperty(EXTERNAL, System.getenv().getOrDefault(EXTERNAL, ""));
            if (!external.isEmpty()) {
                var shared = new Shared(DatabaseUrl.parse(external));
                atTheEnd(() -> shared.execute("drop database if exists " + shared.template));
                return shared;
            }
            try {
                Path folder = Files.createTempDirectory("quayside-test-");
                var postgres = new EmbeddedPostgres(
                        EmbeddedSettings.in(folder.resolve("database"), System.getenv()), Pause.REAL);
                DatabaseUrl url = postgres.start();
                atTheEnd(() -> {
                    postgres.close();
                    delete(folder);
                });
                return new Shared(url);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private static void atTheEnd(Runnable work) {
            Runtime.getRuntime().addShutdownHook(new Thread(work, "test-database-end"));
        }

        void execute(String sql) {
            try (var connection = new Database(url, 1, Pause.REAL).connect(Map.of());
                    var statement = connection.createStatement()) {
                statement.execute(sql);
            } catch (SQLException e) {
                throw new IllegalStateException(sql, e);
            }
        }

        private static void delete(Path folder) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
