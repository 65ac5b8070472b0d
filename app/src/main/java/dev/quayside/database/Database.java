package dev.quayside.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.quayside.base.Pause;
import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.HandleConsumer;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A pool of connections to one PostgreSQL database, lent to callbacks.
///
/// A callback gets a handle that is valid until it returns, and must not keep it. After a restart of the database the
/// pool connects again by itself; what was under way fails and may be repeated by its caller.
///
/// Safe for several threads once started.
public final class Database implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(200);
    private static final Duration WAIT_FOR_CONNECTION = Duration.ofSeconds(10);
    private static final Duration KEEP_ALIVE = Duration.ofMinutes(2);
    private static final int VALIDATION_MILLIS = 2_000;

    /// Options of the driver that the address does not name. `socketTimeout` ends a wait for a server that is gone
    /// without a word; it is longer than any statement of ours takes.
    private static final Map<String, String> DRIVER_DEFAULTS = Map.of(
            "ApplicationName", "quayside",
            "tcpKeepAlive", "true",
            "connectTimeout", "5",
            "loginTimeout", "10",
            "socketTimeout", "300",
            "assumeMinServerVersion", "14",
            "reWriteBatchedInserts", "true");

    private final DatabaseUrl url;
    private final int connections;
    private final Pause pause;
    private @Nullable HikariDataSource pool;
    private @Nullable Jdbi jdbi;

    /// Remembers what to connect to; [#start] connects.
    ///
    /// @param connections the most that the pool opens; at least 3, which a migration needs
    public Database(DatabaseUrl url, int connections, Pause pause) {
        this.url = url;
        this.connections = Math.max(3, connections);
        this.pause = pause;
    }

    /// Waits for the database and opens the pool.
    ///
    /// @param patience how long a database that is not up yet is waited for
    /// @throws ProblemException `database.unreachable` with host, port, database and reason
    public void start(Duration patience) throws InterruptedException {
        awaitAnswer(patience);
        var config = new HikariConfig();
        config.setPoolName("quayside");
        config.setJdbcUrl(url.jdbc());
        config.setDataSourceProperties(driverProperties(Map.of()));
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(Math.min(2, connections));
        config.setConnectionTimeout(WAIT_FOR_CONNECTION.toMillis());
        config.setValidationTimeout(VALIDATION_MILLIS);
        config.setKeepaliveTime(KEEP_ALIVE.toMillis());
        config.setInitializationFailTimeout(-1);
        var opened = new HikariDataSource(config);
        pool = opened;
        jdbi = Jdbi.create(opened);
    }

    public DatabaseUrl url() {
        return url;
    }

    /// Lends a connection; each statement is a transaction of its own.
    ///
    /// @throws ProblemException `database.unreachable` if no connection is to be had within 10 seconds, or the one
    ///     lent broke; nobody knows then whether the statement had its effect. `database.disk-full`
    public <T extends @Nullable Object, X extends Exception> T with(HandleCallback<T, X> work) throws X {
        try {
            return started().withHandle(work);
        } catch (JdbiException e) {
            throw named(e);
        }
    }

    /// As [#with], for work without a result.
    public <X extends Exception> void use(HandleConsumer<X> work) throws X {
        try {
            started().useHandle(work);
        } catch (JdbiException e) {
            throw named(e);
        }
    }

    /// Runs `work` as one transaction: committed when it returns, rolled back when it throws.
    ///
    /// @throws ProblemException `database.unreachable` if no connection is to be had within 10 seconds, or the one
    ///     lent broke; nobody knows then whether the statement had its effect. `database.disk-full`
    public <T extends @Nullable Object, X extends Exception> T inTransaction(HandleCallback<T, X> work) throws X {
        try {
            return started().inTransaction(work);
        } catch (JdbiException e) {
            throw named(e);
        }
    }

    /// As [#inTransaction], for work without a result.
    public <X extends Exception> void useTransaction(HandleConsumer<X> work) throws X {
        try {
            started().useTransaction(work);
        } catch (JdbiException e) {
            throw named(e);
        }
    }

    /// Whether the database answers now.
    public boolean answers() {
        Jdbi current = jdbi;
        if (current == null) {
            return false;
        }
        try {
            return current.withHandle(handle ->
                            handle.createQuery("select 1").mapTo(Integer.class).one())
                    == 1;
        } catch (JdbiException e) {
            LOG.debug("The database does not answer", e);
            return false;
        }
    }

    /// Opens a connection outside the pool, which the caller owns and closes; usable before [#start].
    ///
    /// @param driverProperties of the PostgreSQL JDBC driver, over those of the address
    /// @throws SQLException if the database does not take the connection
    public Connection connect(Map<String, String> driverProperties) throws SQLException {
        return DriverManager.getConnection(url.jdbc(), driverProperties(driverProperties));
    }

    /// Closes all connections of the pool. May be called twice, and without a start.
    @Override
    public void close() {
        HikariDataSource opened = pool;
        pool = null;
        jdbi = null;
        if (opened != null) {
            opened.close();
        }
    }

    DataSource dataSource() {
        HikariDataSource opened = pool;
        if (opened == null) {
            throw new IllegalStateException("the database is not started");
        }
        return opened;
    }

    private Jdbi started() {
        Jdbi current = jdbi;
        if (current == null) {
            throw new IllegalStateException("the database is not started");
        }
        return current;
    }

    private void awaitAnswer(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        for (boolean first = true; ; first = false) {
            try (Connection connection = connect(Map.of())) {
                LOG.debug("Connected to {}", connection.getMetaData().getURL());
                return;
            } catch (SQLException e) {
                if (refused(e) || System.nanoTime() >= end) {
                    throw unreachable(e);
                }
                if (first) {
                    LOG.info("Waiting for the database {} ({})", url.servers(), e.getMessage());
                }
                pause.sleep(BETWEEN_ATTEMPTS);
            }
        }
    }

    /// Whether the server is there and does not want us: wrong password, no such user or database. Waiting does not
    /// help.
    private static boolean refused(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return state.startsWith("28") || state.equals("3D000");
    }

    /// Troubles of the database itself under their names; others, such as a wrong statement, as they are.
    ///
    /// Source of the states: PostgreSQL 18, appendix A (08 connection, 57P operator intervention, 53 resources).
    private RuntimeException named(JdbiException e) {
        if (e instanceof ConnectionException) {
            return unreachable(e);
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            String state = cause instanceof SQLException sql ? String.valueOf(sql.getSQLState()) : "";
            if (state.equals("53100")) {
                return new ProblemException(
                        new Problem("database.disk-full", "The database's disk is full; free some space"), e);
            }
            if (state.startsWith("08") || state.startsWith("57P") || state.startsWith("53")) {
                return unreachable(e);
            }
        }
        return e;
    }

    private ProblemException unreachable(Exception e) {
        Throwable reason = e;
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            reason = cause instanceof SQLException ? cause : reason;
        }
        return new ProblemException(
                new Problem(
                        "database.unreachable",
                        "The database '%s' at %s cannot be used as user '%s': %s. Check DATABASE_URL, and that the server is up and lets us in"
                                .formatted(
                                        url.database(),
                                        url.servers(),
                                        url.user(),
                                        String.valueOf(reason.getMessage()))),
                e);
    }

    private Properties driverProperties(Map<String, String> more) {
        var properties = new Properties();
        properties.putAll(DRIVER_DEFAULTS);
        properties.putAll(url.properties());
        properties.putAll(more);
        return properties;
    }
}
