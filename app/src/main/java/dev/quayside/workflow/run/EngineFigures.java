package dev.quayside.workflow.run;

import dev.quayside.workflow.journal.Batch;
import dev.quayside.workflow.journal.Clock;
import dev.quayside.workflow.journal.JournalCodec;
import dev.quayside.workflow.journal.JournalRow;
import dev.quayside.workflow.journal.Submission;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/// What a node's work looks like in figures: taken from the batches that became durable, so that nothing is counted
/// that did not happen. Safe for several threads.
final class EngineFigures {
    private static final Duration FRESH = Duration.ofSeconds(5);

    private final MeterRegistry registry;
    private final RunListTable runs;
    private final Counter started;
    private final Timer stepTime;
    private final Timer runTime;
    private final Counter leasesLost;
    private final AtomicReference<Backlog> backlog = new AtomicReference<>(new Backlog(Long.MIN_VALUE, 0, 0));

    /// Runs that wait to be taken up.
    ///
    /// @param readAt by [System#nanoTime()]
    /// @param oldestSeconds how long the oldest has waited
    private record Backlog(long readAt, long queued, double oldestSeconds) {}

    EngineFigures(MeterRegistry registry, Engine engine, RunListTable runs) {
        this.registry = registry;
        this.runs = runs;
        started = Counter.builder("quayside.runs.started")
                .description("Runs that began on this node")
                .register(registry);
        stepTime = Timer.builder("quayside.step.time")
                .description("How long calls of steps took, from their beginning to their success")
                .register(registry);
        runTime = Timer.builder("quayside.run.time")
                .description("How long runs took from their acceptance to their end")
                .register(registry);
        leasesLost = Counter.builder("quayside.leases.lost")
                .description("How often this node was silent for so long that others took its runs")
                .register(registry);
        Gauge.builder("quayside.runs.active", engine, Engine::activeRuns)
                .description("Runs in the memory of this node")
                .register(registry);
        Gauge.builder("quayside.runs.queued", this, figures -> figures.backlog().queued())
                .description("Runs of all nodes that may be taken up and are not")
                .register(registry);
        Gauge.builder("quayside.queue.wait", this, figures -> figures.backlog().oldestSeconds())
                .baseUnit("seconds")
                .description("How long the oldest of them has waited")
                .register(registry);
        Gauge.builder("quayside.journal.writable", engine, node -> node.refusal() == null ? 1 : 0)
                .description("Whether new runs are accepted: 0 while the database is away or its disk is full")
                .register(registry);
    }

    void written(Batch batch) {
        for (Submission submission : batch.submissions()) {
            if (submission.birth != null) {
                started.increment();
            }
            Submission.Departure departure = submission.departure;
            if (departure != null && departure.status().ended()) {
                ended(departure);
            }
            submission.rows.forEach(this::row);
        }
    }

    private void ended(Submission.Departure departure) {
        registry.counter("quayside.runs.ended", "status", departure.status().word())
                .increment();
        long micros = departure.atMicros() - Clock.micros(departure.facts().createdAt());
        runTime.record(Math.max(0, micros), TimeUnit.MICROSECONDS);
    }

    private void row(JournalRow row) {
        switch (row.kind()) {
            case JournalCodec.SUCCEEDED -> {
                steps("succeeded").increment();
                if (row.startedMicros() != 0) {
                    stepTime.record(Math.max(0, row.atMicros() - row.startedMicros()), TimeUnit.MICROSECONDS);
                }
            }
            case JournalCodec.FAILED -> steps("failed").increment();
            case JournalCodec.RETRYING -> steps("retried").increment();
            case JournalCodec.SKIPPED -> steps("skipped").increment();
            case JournalCodec.CANCELLED -> steps("cancelled").increment();
            default -> {}
        }
    }

    private Counter steps(String outcome) {
        return registry.counter("quayside.steps", "outcome", outcome);
    }

    void leaseLost() {
        leasesLost.increment();
    }

    /// Read from the database once in a while at most, however often it is asked for.
    private Backlog backlog() {
        Backlog known = backlog.get();
        if (known.readAt() != Long.MIN_VALUE && System.nanoTime() - known.readAt() < FRESH.toNanos()) {
            return known;
        }
        RunListTable.Waiting waiting = runs.waiting();
        Backlog fresh = new Backlog(System.nanoTime(), waiting.runs(), waiting.oldestSeconds());
        backlog.set(fresh);
        return fresh;
    }
}
