package dev.quayside.benchmarks;

import dev.quayside.base.ProblemException;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The packaged server as a user starts it: `bin/quayside serve`. One thread at a time.
final class ServerProcess implements AutoCloseable {
    static final String READY = "Quayside is ready";

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int LINES_KEPT = 20;

    private final Children children;
    private final Process process;
    private final Duration startTime;

    private ServerProcess(Children children, Process process, Duration startTime) {
        this.children = children;
        this.process = process;
        this.startTime = startTime;
    }

    /// Starts the server on the data folder `data` and waits until it says that it is ready.
    ///
    /// @throws ProblemException `bench.server-failed` with the server's last words, if it does not become so
    static ServerProcess start(Bench bench, Path data) throws InterruptedException {
        var builder = new ProcessBuilder(
                        bench.program().resolve("bin/quayside").toString(),
                        "serve",
                        "--data",
                        data.toString(),
                        "--port",
                        Integer.toString(freePort()))
                .redirectErrorStream(true);
        long start = System.nanoTime();
        Process process = bench.children().start(builder);
        var ready = new CompletableFuture<Long>();
        Thread.ofVirtual().start(() -> read(process, ready));
        try {
            long moment = ready.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return new ServerProcess(bench.children(), process, Duration.ofNanos(moment - start));
        } catch (ExecutionException | TimeoutException e) {
            bench.children().stop(process);
            String said = e.getCause() == null
                    ? "nothing for " + PATIENCE.toSeconds() + " s"
                    : e.getCause().getMessage();
            throw new ProblemException("bench.server-failed", "The server did not become ready; it said: " + said);
        }
    }

    /// A port of this machine's loopback that was free a moment ago.
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new ProblemException("bench.no-port", "There is no free port on 127.0.0.1: " + e.getMessage());
        }
    }

    private static void read(Process process, CompletableFuture<Long> ready) {
        Deque<String> last = new ArrayDeque<>();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.contains(READY)) {
                    ready.complete(System.nanoTime());
                }
                last.addLast(line);
                if (last.size() > LINES_KEPT) {
                    last.removeFirst();
                }
            }
        } catch (IOException e) {
            last.addLast(e.toString());
        }
        ready.completeExceptionally(new IllegalStateException(String.join("\n  ", last)));
    }

    /// From the start of the process to the line that says it is ready.
    Duration startTime() {
        return startTime;
    }

    /// The server's JVM; its PostgreSQL is below it.
    ProcessHandle jvm() {
        return process.toHandle();
    }

    /// Stops the server as Ctrl-C does and waits until it is gone.
    @Override
    public void close() {
        children.stop(process);
    }
}
