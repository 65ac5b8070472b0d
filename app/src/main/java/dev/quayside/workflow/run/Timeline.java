package dev.quayside.workflow.run;

import dev.quayside.base.Problem;
import dev.quayside.workflow.decider.Call;
import dev.quayside.workflow.decider.Entry;
import dev.quayside.workflow.definition.Plan.PlannedStep;
import dev.quayside.workflow.journal.Clock;
import dev.quayside.workflow.journal.JournalRow;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Folds a run's journal into when its steps began and ended. One thread at a time.
final class Timeline {
    private final List<PlannedStep> steps;
    private final Line[] lines;

    /// What is known of one step so far.
    private static final class Line {
        private String status = "pending";
        private @Nullable Instant startedAt;
        private @Nullable Instant endedAt;
        private int attempts;
        private int items = -1;
        private int itemsDone;
        private @Nullable String branch;
        private @Nullable String reason;
        private @Nullable Problem problem;
        private @Nullable StepProgress progress;
        private boolean reused;

        private void called(JournalRow row) {
            Instant at = Clock.instant(row.startedMicros() == 0 ? row.atMicros() : row.startedMicros());
            startedAt = startedAt == null || at.isBefore(startedAt) ? at : startedAt;
            attempts = items >= 0 ? attempts : Math.max(attempts, row.attempt());
        }

        /// What a call said that has not ended; that it was called may stand nowhere else yet.
        private void said(Call call, StepProgress how) {
            if (endedAt == null && call.attempt() >= attempts) {
                progress = how;
                if (startedAt == null || call.attempt() > attempts) {
                    status = "running";
                    attempts = call.attempt();
                    reason = null;
                }
            }
        }

        private void ended(JournalRow row, String how) {
            status = how;
            endedAt = Clock.instant(row.atMicros());
            reason = null;
        }
    }

    Timeline(List<PlannedStep> steps) {
        this.steps = steps;
        this.lines = new Line[steps.size()];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = new Line();
        }
    }

    void add(JournalRow row, Entry entry) {
        switch (entry) {
            case Entry.Started(Call call) -> {
                Line line = begun(call, row);
                line.status = "running";
            }
            case Entry.Succeeded(Call call, var output) -> {
                Line line = over(call, row, "succeeded");
                if (call.item() == Call.WHOLE && output.path("branch").isString()) {
                    line.branch = output.path("branch").stringValue();
                }
            }
            case Entry.Failed(Call call, Problem problem) -> over(call, row, "failed").problem = problem;
            case Entry.Cancelled(Call call) -> {
                Line _ = over(call, row, "cancelled");
            }
            case Entry.Retrying(Call call, Problem problem, Instant next) -> {
                Line line = begun(call, row);
                line.status = "retrying";
                line.reason = "tried again at " + next;
                line.problem = problem;
            }
            case Entry.Parked(Call call, Instant until, var _, var _) -> {
                Line line = begun(call, row);
                line.status = "waiting";
                line.reason = until == null ? "an answer from outside" : until.toString();
            }
            case Entry.Skipped(int step, Entry.Skipped.Reason reason) -> {
                lines[step].ended(row, "skipped");
                lines[step].reason = reason.name().toLowerCase(Locale.ROOT);
            }
            case Entry.Reused(int step, var _) -> {
                lines[step].ended(row, "succeeded");
                lines[step].reused = true;
            }
            case Entry.Expanded(int step, int items) -> {
                lines[step].called(row);
                lines[step].attempts = 0;
                lines[step].items = items;
                lines[step].status = "running";
            }
            case Entry.Gathered(int step) -> lines[step].ended(row, "succeeded");
            case Entry.Accepted _,
                    Entry.Claimed _,
                    Entry.Paused _,
                    Entry.Resumed _,
                    Entry.Stopping _,
                    Entry.Handling _,
                    Entry.Ended _,
                    Entry.Log _ -> {}
            case Entry.Progress(Call call, long done, long total, String unit) ->
                lines[call.step()].said(call, new StepProgress(done, total, unit, Clock.instant(row.atMicros())));
        }
    }

    private Line begun(Call call, JournalRow row) {
        Line line = lines[call.step()];
        line.called(row);
        return line;
    }

    private Line over(Call call, JournalRow row, String how) {
        Line line = begun(call, row);
        if (call.item() == Call.WHOLE) {
            line.ended(row, how);
        } else {
            line.itemsDone++;
            line.attempts += row.attempt();
        }
        return line;
    }

    List<StepView> views() {
        return steps.stream().map(this::view).toList();
    }

    private StepView view(PlannedStep step) {
        Line line = lines[step.index()];
        boolean each = line.items >= 0;
        return new StepView(
                step.id(),
                step.name(),
                step.type().name(),
                line.status,
                line.startedAt,
                line.endedAt,
                line.attempts,
                each ? line.items : null,
                each ? line.itemsDone : null,
                line.branch,
                line.reason,
                line.problem,
                line.progress,
                line.reused);
    }
}
