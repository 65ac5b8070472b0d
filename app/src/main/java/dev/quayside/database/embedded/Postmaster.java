package dev.quayside.database.embedded;

import dev.quayside.base.Pause;
import dev.quayside.base.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running PostgreSQL server, started again whenever it ends by itself.
///
/// One platform thread starts the server, copies what it says and waits for its end. It must be one thread for the
/// whole time: the kernel's "stop it when the parent dies" means the thread that started it, not the process.
///
/// Safe for several threads.
final class Postmaster {
    private static final Logger LOG = LoggerFactory.getLogger(Postmaster.class);
    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
    private static final Duration CALM = Duration.ofMinutes(1);
    private static final Duration POLL = Duration.ofMillis(5);

    /// How long a child of a killed server may go on before it is killed too.
    private static final int ORPHAN_SECONDS = 5;

    private static final Duration FAST_SHUTDOWN = Duration.ofSeconds(60);
    private static final Duration IMMEDIATE_SHUTDOWN = Duration.ofSeconds(10);

    private final Path cluster;
    private final List<String> line;
    private final ServerLog log;
    private final Pause pause;
    private final Thread keeper;
    private volatile boolean closing;
    private volatile boolean wasReady;
    private volatile @Nullable Process process;

    /// @param line the whole command; run again as it is after an unexpected end
    Postmaster(Path cluster, List<String> line, ServerLog log, Pause pause) {
        this.cluster = cluster;
        this.line = List.copyOf(line);
        this.log = log;
        this.pause = pause;
        keeper = Thread.ofPlatform().name("postgres").daemon().unstarted(this::keepRunning);
    }

    /// Starts the server and waits until it takes connections, however long its recovery from a crash takes.
    ///
    /// @return false if it ended instead; the log tells why
    boolean start() throws InterruptedException {
        keeper.start();
        long polls = 0;
        while (keeper.isAlive()) {
            if (PostmasterPid.find(cluster).filter(PostmasterPid::ready).isPresent()) {
                wasReady = true;
                return true;
            }
            Thread.sleep(POLL);
            if (++polls % 2_000 == 0) {
                LOG.info("PostgreSQL is still starting: it recovers what was written before it was stopped");
            }
        }
        return false;
    }

    /// Stops the server: open transactions are rolled back, everything committed is kept. Returns when it is gone.
    void stop() {
        closing = true;
        boolean interrupted = Thread.interrupted();
        signal("INT");
        interrupted |= join(FAST_SHUTDOWN);
        if (keeper.isAlive()) {
            LOG.warn(
                    "PostgreSQL did not stop within {} s; it is stopped hard and will recover at its next start",
                    FAST_SHUTDOWN.toSeconds());
            signal("QUIT");
            interrupted |= join(IMMEDIATE_SHUTDOWN);
        }
        if (keeper.isAlive()) {
            signal("KILL");
            killAll(cluster);
            interrupted |= join(IMMEDIATE_SHUTDOWN);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Clears the way for a new server: ends what an earlier one of ours has left on the folder and removes a stale
    /// `postmaster.pid`.
    ///
    /// @param ours a word that the command line of every server started by us contains
    /// @throws ProblemException `database.in-use` if a server that is not ours works on the folder
    static void clear(Path cluster, String ours, Pause pause) throws InterruptedException {
        Optional<PostmasterPid> live = PostmasterPid.find(cluster).filter(server -> server.alive(cluster));
        if (live.isPresent()) {
            PostmasterPid server = live.get();
            if (!server.commandLine().contains(ours)) {
                throw new ProblemException(
                        "database.in-use",
                        "PostgreSQL process " + server.pid() + " (" + server.commandLine() + ") works on " + cluster
                                + ". Stop it first, or choose another data folder with --data");
            }
            LOG.info("Stopping PostgreSQL process {}, left by a Quayside that was killed", server.pid());
            end(server, cluster, pause);
        }
        removeLeftovers(cluster);
    }

    /// Ends a server politely, then by force; it must be gone before another one starts.
    private static void end(PostmasterPid server, Path cluster, Pause pause) throws InterruptedException {
        for (String signal : List.of("INT", "KILL")) {
            Command.signal(server.pid(), signal);
            for (long waited = 0; waited < FAST_SHUTDOWN.toMillis(); waited += POLL.toMillis()) {
                if (!server.alive(cluster)) {
                    return;
                }
                pause.sleep(POLL);
            }
        }
        throw new ProblemException(
                "database.in-use",
                "PostgreSQL process " + server.pid() + " on " + cluster + " cannot be ended; end it by hand");
    }

    private void keepRunning() {
        Duration wait = FIRST_WAIT;
        try {
            while (!closing) {
                long began = System.nanoTime();
                int exitCode = runOnce();
                if (closing || !wasReady) {
                    return;
                }
                wait = System.nanoTime() - began > CALM.toNanos() ? FIRST_WAIT : wait;
                LOG.warn(
                        "PostgreSQL ended unexpectedly (exit code {}); it is started again in {} ms",
                        exitCode,
                        wait.toMillis());
                pause.sleep(wait);
                wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) < 0 ? wait.multipliedBy(2) : LONGEST_WAIT;
                removeLeftovers(cluster);
            }
        } catch (IOException e) {
            LOG.error("PostgreSQL cannot be started: {}", e.toString());
        } catch (InterruptedException _) {
            LOG.warn("PostgreSQL is no longer watched: its thread was interrupted");
        }
    }

    private int runOnce() throws IOException, InterruptedException {
        Process started =
                Command.prepare(cluster, line).redirectInput(Command.NOTHING).start();
        process = started;
        if (closing) {
            signal("INT");
        }
        var silent = new AtomicBoolean();
        CompletableFuture<Void> unused = started.onExit()
                .thenRunAsync(
                        () -> {
                            if (!silent.get()) {
                                killAll(cluster);
                            }
                        },
                        CompletableFuture.delayedExecutor(ORPHAN_SECONDS, TimeUnit.SECONDS));
        log.copy(started.getInputStream());
        silent.set(true);
        unused.cancel(false);
        return started.waitFor();
    }

    private void signal(String name) {
        Process current = process;
        if (current != null && current.isAlive()) {
            long pid = PostmasterPid.find(cluster)
                    .filter(server -> server.alive(cluster))
                    .map(PostmasterPid::pid)
                    .orElse(current.pid());
            Command.signal(pid, name);
        }
    }

    private boolean join(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        boolean interrupted = false;
        while (keeper.isAlive() && System.nanoTime() < end) {
            try {
                keeper.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        return interrupted;
    }

    /// Does nothing after an orderly end: a server that was killed leaves its file behind, and perhaps its children.
    private static void removeLeftovers(Path cluster) {
        Path file = cluster.resolve(PostmasterPid.FILE);
        if (!Files.exists(file)) {
            return;
        }
        killAll(cluster);
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new ProblemException(
                    "database.folder",
                    "Cannot remove a stale " + PostmasterPid.FILE + " in " + cluster + " (" + e + ")");
        }
    }

    private static void killAll(Path cluster) {
        PostmasterPid.processesOn(cluster).forEach(pid -> Command.signal(pid, "KILL"));
    }
}
