package dev.quayside.testing;

import dev.quayside.base.Pause;
import dev.quayside.database.Database;
import dev.quayside.database.DatabaseUrl;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/// Takes a database away from everybody for a while. Safe for several threads.
public final class Outage implements AutoCloseable {
    private final String database;
    private final Connection outside;
    private final Connection inside;

    public Outage(DatabaseUrl url) {
        database = url.database();
        try {
            outside = new Database(url.withDatabase("postgres"), 3, Pause.REAL).connect(Map.of());
            inside = new Database(url, 3, Pause.REAL).connect(Map.of("ApplicationName", "outage"));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Cuts all connections; no new ones are let in.
    public synchronized void begin() {
        execute(outside, "alter database " + database + " allow_connections false");
        cut();
    }

    /// Cuts all connections; new ones are let in.
    public synchronized void cut() {
        try (PreparedStatement statement = outside.prepareStatement("""
                select pg_terminate_backend(pid) from pg_stat_activity
                 where datname = ? and application_name <> 'outage'
                """)) {
            statement.setString(1, database);
            statement.execute();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public synchronized void end() {
        execute(outside, "alter database " + database + " allow_connections true");
    }

    /// Does something in the database, even during the outage.
    ///
    /// @return how many rows it changed
    public synchronized int execute(String sql) {
        return execute(inside, sql);
    }

    private static int execute(Connection connection, String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            return statement.getUpdateCount();
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    @Override
    public void close() {
        end();
        try (outside;
                inside) {
            inside.clearWarnings();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
