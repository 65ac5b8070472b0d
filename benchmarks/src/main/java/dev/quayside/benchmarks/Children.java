package dev.quayside.benchmarks;

import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The processes a benchmark has started, each with what it started itself. Safe for several threads.
final class Children implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 20;

    private final Deque<Process> running = new ArrayDeque<>();
    private boolean closed;

    /// Starts a process, without those variables of this one that would change what a server of ours does.
    ///
    /// @throws ProblemException `bench.start-failed`
    synchronized Process start(ProcessBuilder builder) {
        if (closed) {
            throw new ProblemException("bench.stopped", "The benchmark was stopped");
        }
        forgetSettings(builder.environment());
        try {
            Process process = builder.start();
            running.push(process);
            return process;
        } catch (IOException e) {
            String program = builder.command().getFirst();
            throw new ProblemException(
                    new Problem("bench.start-failed", program + " could not be started: " + e.getMessage()), e);
        }
    }

    private static void forgetSettings(Map<String, String> environment) {
        List<String> kept = List.of("QUAYSIDE_JAVA_OPTS", "QUAYSIDE_SHARED");
        environment.keySet().removeIf(name -> name.startsWith("QUAYSIDE_") && !kept.contains(name));
        List.of("DATABASE_URL", "PORT", "EXECUTION_RETENTION_DAYS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS")
                .forEach(environment::remove);
    }

    /// Tells a process to end, waits for it, and kills what is left.
    void stop(Process process) {
        List<ProcessHandle> family = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        process.destroy();
        boolean ended = false;
        try {
            ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!ended || family.stream().anyMatch(ProcessHandle::isAlive)) {
            family.forEach(ProcessHandle::destroyForcibly);
        }
        synchronized (this) {
            running.remove(process);
        }
    }

    /// Stops all, the last started first. May be called twice.
    @Override
    public void close() {
        List<Process> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(running);
        }
        left.forEach(this::stop);
    }
}
