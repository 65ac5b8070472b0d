package dev.quayside.database.embedded;

import dev.quayside.base.Pause;
import dev.quayside.base.ProblemException;
import dev.quayside.config.Secret;
import dev.quayside.database.DatabaseUrl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A PostgreSQL server of our own: a child process that lives as long as this program.
///
/// It listens on 127.0.0.1 only, asks for a password, and writes to disk before it says so (`fsync`,
/// `synchronous_commit` and `full_page_writes` are on). If it dies it is started again on the same port. If this JVM
/// dies, however, so does it (see [RunAs] for the platforms where that takes until the next start). Killing both loses
/// nothing that was committed.
///
/// One thread at a time; the database itself is for everybody.
public final class EmbeddedPostgres implements AutoCloseable {
    /// The superuser, and the database that is his.
    public static final String USER = "quayside";

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
    private static final String OUR_MARK = "cluster_name=quayside";
    private static final String PORT_TAKEN = "Address already in use";

    /// Children of a killed server that have not noticed yet; they do within moments.
    private static final String CHILDREN_LEFT = "pre-existing shared memory block";

    private static final int ATTEMPTS = 20;
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(250);
    private static final int ANSWER_SECONDS = 2;

    /// Source of the sizes: measured on the engine's journal; everything else is PostgreSQL's default.
    private static final Map<String, String> PARAMETERS = Map.ofEntries(
            Map.entry("listen_addresses", "127.0.0.1"),
            Map.entry("unix_socket_directories", ""),
            Map.entry("fsync", "on"),
            Map.entry("synchronous_commit", "on"),
            Map.entry("full_page_writes", "on"),
            Map.entry("shared_buffers", "256MB"),
            Map.entry("max_wal_size", "2GB"),
            Map.entry("wal_buffers", "16MB"),
            Map.entry("log_checkpoints", "on"),
            Map.entry("max_connections", "100"),
            Map.entry("logging_collector", "off"),
            Map.entry("log_destination", "stderr"),
            Map.entry("timezone", "UTC"),
            Map.entry("log_timezone", "UTC"));

    private final EmbeddedSettings settings;
    private final Pause pause;
    private final ClusterFolder folder;
    private @Nullable Postmaster postmaster;

    public EmbeddedPostgres(EmbeddedSettings settings, Pause pause) {
        this.settings = settings;
        this.pause = pause;
        folder = new ClusterFolder(settings.folder());
    }

    /// The database that a running server, of this or another process, keeps in `folder`; absent if none answers
    /// there.
    ///
    /// @throws ProblemException `database.folder` if one runs but its password may not be read by this user
    public static Optional<DatabaseUrl> findRunning(Path folder) {
        var place = new ClusterFolder(folder.toAbsolutePath().normalize());
        return place.findRunning()
                .filter(running -> running.port() > 0)
                .map(running -> DatabaseUrl.local(running.port(), USER, USER, place.password()))
                .filter(EmbeddedPostgres::answers);
    }

    /// Makes the database if there is none, starts the server and waits until it takes connections.
    ///
    /// @throws ProblemException with a code under `database.`, if that is not possible; nothing is left running
    ///         then
    public DatabaseUrl start() throws InterruptedException {
        if (postmaster != null) {
            throw new IllegalStateException("already started");
        }
        folder.open();
        boolean started = false;
        try {
            RunAs runAs = RunAs.find(folder.cluster());
            Path binaries = new Binaries(
                            settings.caches(),
                            runAs.account() != null,
                            System.getProperty("os.name", ""),
                            System.getProperty("os.arch", ""))
                    .unpacked();
            Secret password = folder.password();
            if (!folder.hasCluster()) {
                LOG.info("Making a new PostgreSQL {} database in {}", Binaries.VERSION, folder.path());
                new NewCluster(folder, binaries, runAs).make(USER, password);
            }
            folder.requireVersion(Binaries.MAJOR);
            Postmaster.clear(folder.cluster(), OUR_MARK, pause);
            int port = launch(binaries, runAs);
            folder.writeRunning(port);
            started = true;
            return DatabaseUrl.local(port, USER, USER, password);
        } finally {
            if (!started) {
                close();
            }
        }
    }

    /// Stops the server and waits until it is gone. Open transactions are rolled back. May be called twice.
    @Override
    public void close() {
        Postmaster running = postmaster;
        postmaster = null;
        try (folder) {
            if (running != null) {
                running.stop();
            }
        }
    }

    private int launch(Path binaries, RunAs runAs) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            int port = settings.port() == 0 ? freePort() : settings.port();
            var log = new ServerLog(folder.log());
            var candidate = new Postmaster(folder.cluster(), line(binaries, runAs, port), log, pause);
            postmaster = candidate;
            if (candidate.start()) {
                LOG.info("PostgreSQL {} is up on 127.0.0.1:{}", Binaries.VERSION, port);
                return port;
            }
            boolean portLost = settings.port() == 0 && log.tail().contains(PORT_TAKEN);
            if (attempt == ATTEMPTS || !(portLost || log.tail().contains(CHILDREN_LEFT))) {
                throw failure(log.tail(), port);
            }
            pause.sleep(BETWEEN_ATTEMPTS);
        }
    }

    private List<String> line(Path binaries, RunAs runAs, int port) {
        List<String> program = new ArrayList<>(List.of(
                binaries.resolve("bin/postgres").toString(),
                "-D",
                runAs.dataFolder(folder.cluster()),
                "-c",
                OUR_MARK,
                "-p",
                Integer.toString(port)));
        Map<String, String> parameters = new TreeMap<>(PARAMETERS);
        parameters.putAll(settings.parameters());
        parameters.forEach((name, value) -> program.addAll(List.of("-c", name + "=" + value)));
        return runAs.lasting(program);
    }

    private ProblemException failure(String said, int port) {
        if (said.contains(PORT_TAKEN)) {
            return new ProblemException(
                    "database.port-in-use",
                    "Port " + port
                            + " for the embedded PostgreSQL is used by another program. Choose another one, or 0 for any free one");
        }
        if (said.contains("No space left")) {
            return new ProblemException("database.disk-full", "No space left for the database in " + folder.path());
        }
        return new ProblemException(
                "database.start-failed", "PostgreSQL did not start; it said (see " + folder.log() + "): " + said);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new ProblemException(
                    "database.port-in-use", "No free port on 127.0.0.1 for the embedded PostgreSQL (" + e + ")");
        }
    }

    private static boolean answers(DatabaseUrl url) {
        var properties = url.properties();
        properties.setProperty("loginTimeout", Integer.toString(ANSWER_SECONDS));
        try (Connection connection = DriverManager.getConnection(url.jdbc(), properties)) {
            return connection.isValid(ANSWER_SECONDS);
        } catch (SQLException _) {
            return false;
        }
    }
}
