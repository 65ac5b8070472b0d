package dev.quayside.workflow.journal;

import dev.quayside.base.Problem;
import dev.quayside.event.Actor;
import dev.quayside.workflow.decider.RunStatus;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// What one run gives the [JournalWriter] to write: all of it becomes durable in one transaction, or none.
///
/// Made and awaited by one thread, completed by the writer's.
public final class Submission {
    /// A run that begins.
    ///
    /// @param actor who started it, for the audit; null for a run that another one started
    public record Birth(
            UUID workflow,
            int version,
            int depth,
            @Nullable UUID parent,
            @Nullable String parentToken,
            @Nullable String executedBy,
            String worksFor,
            String inputs,
            Instant createdAt,
            @Nullable Actor actor) {}

    /// A run that leaves its node's memory: it ends, or is at rest.
    ///
    /// @param atMicros when it may be claimed again, or when it ended, microseconds since 1970; 0 for not by itself
    /// @param problem for a run that did not succeed
    /// @param outcome for the run that waits for its end, if one does: JSON as [Signal] reads it
    public record Departure(
            RunFacts facts,
            RunStatus status,
            long atMicros,
            @Nullable Problem problem,
            @Nullable String outcome) {
        /// The run that waits for the end of this one and is to be told; null if none is.
        @Nullable
        public UUID parent() {
            return outcome == null ? null : facts.parent();
        }

        /// The run as its row tells it once this is durable; for one that ends.
        public Run ended() {
            return new Run(
                    facts.id(),
                    facts.workflow(),
                    facts.version(),
                    status,
                    facts.createdAt(),
                    Clock.instant(atMicros),
                    facts.executedBy(),
                    facts.worksFor(),
                    facts.parent(),
                    null,
                    null,
                    facts.inputs(),
                    problem);
        }
    }

    /// How it went.
    private enum Result {
        OPEN,
        DURABLE,
        LOST
    }

    /// The right under which it is to be written.
    final long node;

    public final UUID run;
    public final List<JournalRow> rows;
    public final @Nullable Birth birth;
    public final @Nullable Departure departure;
    final boolean lazy;
    private final @Nullable Thread waiter;
    private volatile Result result = Result.OPEN;
    private volatile @Nullable Problem refusal;

    /// @param lazy whether the rows may wait for others to ride with; nobody awaits them
    public Submission(
            long node,
            UUID run,
            List<JournalRow> rows,
            @Nullable Birth birth,
            @Nullable Departure departure,
            boolean lazy) {
        this.node = node;
        this.run = run;
        this.rows = rows;
        this.birth = birth;
        this.departure = departure;
        this.lazy = lazy;
        this.waiter = lazy ? null : Thread.currentThread();
    }

    int weight() {
        int weight = birth == null ? 0 : birth.inputs().length();
        for (JournalRow row : rows) {
            weight += row.weight();
        }
        return weight;
    }

    void durable() {
        result = Result.DURABLE;
        wake();
    }

    /// The right to write was lost, or what was submitted can never be written.
    /// Does nothing if it is known already how it went.
    void lost(@Nullable Problem problem) {
        if (result != Result.OPEN) {
            return;
        }
        refusal = problem;
        result = Result.LOST;
        wake();
    }

    private void wake() {
        if (waiter != null) {
            LockSupport.unpark(waiter);
        }
    }

    /// Waits, interrupts notwithstanding: what was submitted cannot be taken back.
    ///
    /// @return whether it is durable; if not, the run is no longer this node's
    public boolean await() {
        boolean interrupted = false;
        while (result == Result.OPEN) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return result == Result.DURABLE;
    }

    /// Why it can never be written, if that is known.
    @Nullable
    public Problem refusal() {
        return refusal;
    }
}
