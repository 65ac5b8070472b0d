package dev.quayside.workflow.run;

import dev.quayside.base.Json;
import dev.quayside.base.Problem;
import dev.quayside.step.StepContext.Level;
import dev.quayside.workflow.decider.Call;
import dev.quayside.workflow.decider.Entry;
import dev.quayside.workflow.decider.RunState;
import dev.quayside.workflow.decider.RunStatus;
import dev.quayside.workflow.definition.Plan;
import dev.quayside.workflow.definition.Plan.PlannedStep;
import dev.quayside.workflow.journal.Clock;
import dev.quayside.workflow.journal.JournalCodec;
import dev.quayside.workflow.journal.JournalRow;
import dev.quayside.workflow.journal.RunFacts;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads journals for people: as log lines, and as the outputs of a run.
final class RunLog {
    private static final int PAGE = 5_000;

    private final Engine engine;
    private final Plan plan;
    private final JournalCodec codec;

    /// What a row says.
    private record Said(Level level, LogLine.Type type, String message, ObjectNode metadata) {
        Said(Level level, LogLine.Type type, String message) {
            this(level, type, message, Json.object());
        }

        Said with(String name, @Nullable String value) {
            metadata.put(name, value);
            return this;
        }

        Said with(String name, long value) {
            metadata.put(name, value);
            return this;
        }
    }

    RunLog(Engine engine, Plan plan) {
        this.engine = engine;
        this.plan = plan;
        this.codec = new JournalCodec(plan);
    }

    List<LogLine> lines(UUID run, int after, int most) {
        return engine.tables().logs().journal(run, after, most).stream()
                .map(this::line)
                .toList();
    }

    /// A run's journal, folded.
    ///
    /// @param lastNumber the number of its last row; 0 if it has none
    record Folded(RunState state, int lastNumber) {}

    Folded fold(UUID run) {
        RunState state = new RunState(plan);
        int last =
                read(after -> engine.tables().logs().journal(run, after, PAGE), row -> state.apply(codec.entry(row)));
        return new Folded(state, last);
    }

    RunState state(UUID run) {
        return fold(run).state();
    }

    /// When each step began and ended, in the order of the definition.
    List<StepView> steps(UUID run) {
        Timeline timeline = new Timeline(plan.steps());
        int _ = read(
                after -> engine.tables().logs().happenings(run, after, PAGE),
                row -> timeline.add(row, codec.entry(row)));
        engine.tables().logs().progress(run).forEach(row -> timeline.add(row, codec.entry(row)));
        return timeline.views();
    }

    /// A run's state, of what the outputs of its steps depend on.
    private RunState happened(UUID run) {
        RunState state = new RunState(plan);
        int _ = read(
                after -> engine.tables().logs().happenings(run, after, PAGE), row -> state.apply(codec.entry(row)));
        return state;
    }

    /// Reads page after page.
    ///
    /// @return the number of the last row; 0 if there was none
    private static int read(IntFunction<List<JournalRow>> pages, Consumer<JournalRow> each) {
        int last = 0;
        List<JournalRow> page;
        do {
            page = pages.apply(last);
            page.forEach(each);
            last = page.isEmpty() ? last : page.getLast().seq();
        } while (page.size() == PAGE);
        return last;
    }

    /// The outputs of the steps that succeeded, and under `__branches_taken__` the branches that were chosen.
    ObjectNode outputs(RunFacts facts) {
        ObjectNode outputs = new RunData(engine.tables().payloads(), facts, happened(facts.id())).outputs();
        ObjectNode branches = Json.object();
        outputs.properties().forEach(output -> {
            if (output.getValue().path("branch").isString()) {
                branches.set(output.getKey(), output.getValue().path("branch"));
            }
        });
        outputs.set("__branches_taken__", branches);
        return outputs;
    }

    LogLine line(JournalRow row) {
        Entry entry = codec.entry(row);
        PlannedStep step = row.step() == null ? null : plan.find(row.step()).orElse(null);
        Said said = said(entry, row, step);
        return new LogLine(
                row.seq(),
                Clock.instant(row.atMicros()),
                said.level(),
                said.type(),
                said.message(),
                step == null
                        ? null
                        : new LogLine.Step(step.id(), step.name(), step.type().name(), row.item()),
                row.startedMicros() == 0 ? null : Clock.instant(row.startedMicros()),
                summary(entry),
                said.metadata());
    }

    private @Nullable ObjectNode summary(Entry entry) {
        return entry instanceof Entry.Succeeded(var _, JsonNode output)
                ? engine.tables().payloads().summary(output)
                : null;
    }

    private Said said(Entry entry, JournalRow row, @Nullable PlannedStep step) {
        return switch (entry) {
            case Entry.Accepted(var _, String rerunOf) ->
                new Said(Level.INFO, LogLine.Type.RUN_ACCEPTED, "Execution created and queued")
                        .with("rerun_of", rerunOf);
            case Entry.Claimed(String node, var _) ->
                new Said(Level.WARNING, LogLine.Type.RUN_RECOVERED, "Taken up by " + node + " after its server died")
                        .with("node", node);
            case Entry.Started _ ->
                new Said(Level.INFO, LogLine.Type.STEP_STARTED, "Executing step: " + name(step, row));
            case Entry.Succeeded(var _, JsonNode output) -> succeeded(row, step, output);
            case Entry.Reused _ ->
                new Said(Level.INFO, LogLine.Type.STEP_REUSED, "Taken over from the run before: " + name(step, row));
            case Entry.Failed(var _, Problem problem) ->
                about(
                                problem,
                                Level.ERROR,
                                LogLine.Type.STEP_FAILED,
                                "Error executing step " + name(step, row) + ": " + problem.detail())
                        .with("error", problem.detail());
            case Entry.Retrying(Call call, Problem problem, Instant next) ->
                about(
                                problem,
                                Level.WARNING,
                                LogLine.Type.STEP_RETRYING,
                                "Step " + name(step, row) + " failed and is tried again: " + problem.detail())
                        .with("attempt", call.attempt())
                        .with("next", next.toString());
            case Entry.Skipped(var _, Entry.Skipped.Reason reason) -> skipped(row, step, reason);
            case Entry.Parked(var _, Instant until, var _, var _) ->
                new Said(
                                Level.INFO,
                                LogLine.Type.STEP_WAITING,
                                "Step " + name(step, row) + " waits "
                                        + (until == null ? "for an answer from outside" : "until " + until))
                        .with("until", until == null ? null : until.toString());
            case Entry.Expanded(var _, int items) ->
                new Said(
                                Level.INFO,
                                LogLine.Type.STEP_EXPANDED,
                                "Executing step " + name(step, row) + " for " + items + " items")
                        .with("items", items);
            case Entry.Gathered _ ->
                new Said(Level.INFO, LogLine.Type.STEP_COMPLETED, "Step completed: " + name(step, row));
            case Entry.Cancelled _ ->
                new Said(Level.WARNING, LogLine.Type.STEP_CANCELLED, "Step cut off: " + name(step, row));
            case Entry.Paused(String by) -> new Said(Level.INFO, LogLine.Type.RUN_PAUSED, "Paused by " + by);
            case Entry.Resumed(String by) -> new Said(Level.INFO, LogLine.Type.RUN_RESUMED, "Resumed by " + by);
            case Entry.Stopping(Entry.Stopping.Why why, Problem problem) ->
                about(
                        problem,
                        Level.WARNING,
                        LogLine.Type.RUN_STOPPING,
                        why == Entry.Stopping.Why.CRITICAL
                                ? "Workflow execution stopped due to failure in critical step: " + problem.detail()
                                : problem.detail());
            case Entry.Handling _ -> new Said(Level.INFO, LogLine.Type.RUN_HANDLING, "Executing the steps of on_error");
            case Entry.Ended(RunStatus status, Problem problem) -> ended(status, problem);
            case Entry.Log(var _, var _, Level level, String message) -> new Said(level, LogLine.Type.LOG, message);
            case Entry.Progress(var _, long done, long total, String unit) ->
                new Said(
                                Level.DEBUG,
                                LogLine.Type.STEP_PROGRESS,
                                done + (total == 0 ? "" : " of " + total) + " " + unit)
                        .with("done", done)
                        .with("total", total)
                        .with("unit", unit);
        };
    }

    private static Said succeeded(JournalRow row, @Nullable PlannedStep step, JsonNode output) {
        Said said = new Said(Level.INFO, LogLine.Type.STEP_COMPLETED, "Step completed: " + name(step, row));
        if (row.startedMicros() != 0) {
            said.with("duration_ms", (row.atMicros() - row.startedMicros()) / 1_000);
        }
        return output.path("branch").isString()
                ? said.with("branch", output.path("branch").stringValue())
                : said;
    }

    private static Said skipped(JournalRow row, @Nullable PlannedStep step, Entry.Skipped.Reason reason) {
        String why =
                switch (reason) {
                    case BRANCH_CONDITION_NOT_MET -> " as branch condition not met";
                    case UPSTREAM_SKIPPED -> " as all steps before it were skipped";
                    case UPSTREAM_FAILED -> " as a step before it failed";
                };
        Level level = reason == Entry.Skipped.Reason.UPSTREAM_FAILED ? Level.WARNING : Level.INFO;
        return new Said(level, LogLine.Type.STEP_SKIPPED, "Skipping step " + name(step, row) + why)
                .with("reason", reason.name().toLowerCase(java.util.Locale.ROOT));
    }

    private static Said ended(RunStatus status, @Nullable Problem problem) {
        Said said =
                switch (status) {
                    case COMPLETED ->
                        new Said(Level.INFO, LogLine.Type.RUN_ENDED, "Workflow execution completed successfully");
                    case CANCELLED -> new Said(Level.WARNING, LogLine.Type.RUN_ENDED, "Workflow execution cancelled");
                    default ->
                        new Said(
                                Level.WARNING,
                                LogLine.Type.RUN_ENDED,
                                "Workflow execution completed with errors"
                                        + (problem == null ? "" : ": " + problem.detail()));
                };
        return (problem == null ? said : said.with("code", problem.code())).with("status", status.word());
    }

    private static Said about(Problem problem, Level level, LogLine.Type type, String message) {
        return new Said(level, type, message).with("code", problem.code());
    }

    private static String name(@Nullable PlannedStep step, JournalRow row) {
        String name = step == null ? "?" : step.name();
        return row.item() == Call.WHOLE ? name : name + " [" + row.item() + "]";
    }
}
