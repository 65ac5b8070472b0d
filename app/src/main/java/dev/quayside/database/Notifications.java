package dev.quayside.database;

import dev.quayside.base.Pause;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Listens to PostgreSQL's notifications (`notify channel, 'payload'`) on one connection and one thread of its own.
///
/// Notifications are wake-up calls and no more: those sent while there was no connection are lost. Therefore
/// `onListening` is called after every connection, the first included, once the channels are listened to; it looks
/// for what may have been missed. It and the consumers run on the listening thread, one after the other, and must
/// be quick.
///
/// Safe for several threads.
public final class Notifications implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Notifications.class);
    private static final Duration SILENCE = Duration.ofSeconds(20);
    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
    private static final int VALIDATION_SECONDS = 5;

    private final Database database;
    private final Map<String, Consumer<String>> channels;
    private final Runnable onListening;
    private final Pause pause;
    private final Thread listener;
    private volatile boolean closing;
    private volatile @Nullable Connection connection;

    /// Remembers what to listen to; [#start] listens.
    ///
    /// @param channels by name (small letters, digits, underscores), who gets the payload
    public Notifications(Database database, Map<String, Consumer<String>> channels, Runnable onListening, Pause pause) {
        for (String channel : channels.keySet()) {
            if (!channel.matches("[a-z_][a-z0-9_]{0,62}")) {
                throw new IllegalArgumentException("not a channel name: " + channel);
            }
        }
        this.database = database;
        this.channels = Map.copyOf(channels);
        this.onListening = onListening;
        this.pause = pause;
        listener = Thread.ofVirtual().name("notifications").unstarted(this::listen);
    }

    /// Tells all who listen to a channel, once the transaction is committed.
    public static void tell(Handle handle, String channel, String payload) {
        handle.createQuery("select pg_notify(:channel, :payload)::text")
                .bind("channel", channel)
                .bind("payload", payload)
                .mapTo(String.class)
                .one();
    }

    /// Begins to listen; returns at once. A database that is down is tried again until [#close].
    public void start() {
        listener.start();
    }

    /// Stops listening; no consumer is called after it returns, unless it is called by one.
    @Override
    public void close() {
        closing = true;
        Connection current = connection;
        if (current != null) {
            abort(current);
        }
        listener.interrupt();
        if (Thread.currentThread() != listener) {
            boolean interrupted = false;
            while (listener.isAlive()) {
                try {
                    listener.join();
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void listen() {
        Duration wait = FIRST_WAIT;
        while (!closing) {
            // The wait for a notification is bounded by itself, so the socket's own limit is off.
            try (Connection opened = database.connect(Map.of("socketTimeout", "0"))) {
                connection = opened;
                subscribe(opened);
                wait = FIRST_WAIT;
                safely("catching up", onListening);
                receive(opened);
            } catch (SQLException e) {
                if (!closing) {
                    LOG.warn(
                            "Not listening to the database ({}); tried again in {} ms",
                            e.getMessage(),
                            wait.toMillis());
                    wait = pauseFor(wait);
                }
            }
        }
    }

    private void subscribe(Connection opened) throws SQLException {
        try (Statement statement = opened.createStatement()) {
            for (String channel : channels.keySet()) {
                statement.execute("listen \"" + channel + "\"");
            }
        }
    }

    private void receive(Connection opened) throws SQLException {
        PGConnection postgres = opened.unwrap(PGConnection.class);
        while (!closing) {
            PGNotification @Nullable [] received = postgres.getNotifications((int) SILENCE.toMillis());
            if (received == null || received.length == 0) {
                if (!opened.isValid(VALIDATION_SECONDS)) {
                    throw new SQLException("the connection is dead");
                }
                continue;
            }
            for (PGNotification notification : received) {
                Consumer<String> consumer = channels.get(notification.getName());
                if (consumer != null && !closing) {
                    safely(notification.getName(), () -> consumer.accept(notification.getParameter()));
                }
            }
        }
    }

    /// One consumer's failure must not cost the others their notifications.
    private void safely(String what, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            if (!closing) {
                LOG.error("A notification was not acted upon ({}); the next poll will find what it told", what, e);
            }
        }
    }

    private Duration pauseFor(Duration wait) {
        try {
            pause.sleep(wait);
        } catch (InterruptedException _) {
            closing = true;
        }
        Duration longer = wait.multipliedBy(2);
        return longer.compareTo(LONGEST_WAIT) < 0 ? longer : LONGEST_WAIT;
    }

    private static void abort(Connection current) {
        try {
            current.abort(Runnable::run);
        } catch (SQLException e) {
            LOG.debug("The listening connection was gone already", e);
        }
    }
}
