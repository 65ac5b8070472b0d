package dev.quayside.benchmarks;

import dev.quayside.base.Json;
import dev.quayside.event.Actor;
import dev.quayside.workflow.decider.RunStatus;
import dev.quayside.workflow.journal.Run;
import dev.quayside.workflow.run.Runs;
import dev.quayside.workflow.store.WorkflowVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/// Clients that each start a run, wait for its end, and start the next. Safe for several threads.
final class ClosedLoop {
    /// What came of it.
    ///
    /// @param nanos of each run, from the wish to start it until its end was heard of
    /// @param seconds from the first start to the last end
    record Measured(List<Long> nanos, double seconds) {
        double runsPerSecond() {
            return nanos.size() / seconds;
        }

        Sample milliseconds() {
            return Sample.ofNanos(nanos, 1e6);
        }
    }

    private static final Actor CLIENT = Actor.of("benchmark");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Runs runs;

    ClosedLoop(Runs runs) {
        this.runs = runs;
    }

    /// Has `clients` start runs of `version` for `span`, and `atLeast` runs in all however long they take.
    ///
    /// @throws IllegalStateException if a run does not complete
    Measured run(WorkflowVersion version, int clients, Duration span, int atLeast) throws InterruptedException {
        Queue<Long> nanos = new ConcurrentLinkedQueue<>();
        AtomicInteger started = new AtomicInteger();
        long start = System.nanoTime();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                all.add(threads.submit(() -> {
                    while (started.getAndIncrement() < atLeast || System.nanoTime() - start < span.toNanos()) {
                        nanos.add(one(version));
                    }
                    return true;
                }));
            }
            for (Future<?> each : all) {
                Object _ = each.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a run could not be measured: " + e.getCause(), e);
        }
        return new Measured(List.copyOf(nanos), (System.nanoTime() - start) / 1e9);
    }

    private long one(WorkflowVersion version) throws InterruptedException {
        long from = System.nanoTime();
        if (!(runs.start(version, Json.object(), CLIENT, null) instanceof Runs.Start.Accepted accepted)) {
            throw new IllegalStateException("a run was not accepted");
        }
        Run ended = runs.await(accepted.run(), PATIENCE);
        long nanos = System.nanoTime() - from;
        if (ended.status() != RunStatus.COMPLETED) {
            throw new IllegalStateException(
                    "a run is " + ended.status() + " after " + nanos / 1_000_000 + " ms: " + ended);
        }
        return nanos;
    }
}
