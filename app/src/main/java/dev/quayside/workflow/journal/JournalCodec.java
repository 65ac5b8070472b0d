package dev.quayside.workflow.journal;

import dev.quayside.base.Json;
import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import dev.quayside.step.StepContext.Level;
import dev.quayside.workflow.decider.Call;
import dev.quayside.workflow.decider.Entry;
import dev.quayside.workflow.decider.RunStatus;
import dev.quayside.workflow.definition.Plan;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Translates entries to journal rows and back, for one plan. The numbers of the kinds are stored: never change one.
///
/// Immutable.
public record JournalCodec(Plan plan) {
    static final short ACCEPTED = 1;
    static final short CLAIMED = 2;
    static final short STARTED = 3;
    public static final short SUCCEEDED = 4;
    public static final short FAILED = 5;
    public static final short RETRYING = 6;
    public static final short SKIPPED = 7;
    static final short PARKED = 8;
    static final short EXPANDED = 9;
    static final short GATHERED = 10;
    public static final short CANCELLED = 11;
    static final short REUSED = 12;
    static final short PAUSED = 13;
    public static final short RESUMED = 14;
    static final short STOPPING = 15;
    static final short HANDLING = 16;
    static final short ENDED = 17;
    public static final short LOG = 18;
    public static final short PROGRESS = 19;

    /// What is the same in all rows of one kind of writing.
    private record About(short kind, int step, int item, int attempt) {
        static About run(short kind) {
            return new About(kind, -1, Call.WHOLE, 0);
        }

        static About step(short kind, int step) {
            return new About(kind, step, Call.WHOLE, 0);
        }

        static About call(short kind, Call call) {
            return new About(kind, call.step(), call.item(), call.attempt());
        }
    }

    public JournalRow row(UUID run, int seq, long atMicros, long startedMicros, Entry entry) {
        return switch (entry) {
            case Entry.Accepted(String seed, String rerunOf) ->
                row(run, seq, atMicros, 0, About.run(ACCEPTED), object("seed", seed, "rerun_of", rerunOf));
            case Entry.Claimed(String node, boolean recovered) ->
                row(
                        run,
                        seq,
                        atMicros,
                        0,
                        About.run(CLAIMED),
                        object("node", node).put("recovered", recovered));
            case Entry.Started(Call call) -> row(run, seq, atMicros, startedMicros, About.call(STARTED, call), null);
            case Entry.Succeeded(Call call, JsonNode output) ->
                row(run, seq, atMicros, startedMicros, About.call(SUCCEEDED, call), output);
            case Entry.Reused(int step, JsonNode output) ->
                row(run, seq, atMicros, 0, About.step(REUSED, step), output);
            case Entry.Failed(Call call, Problem problem) ->
                row(run, seq, atMicros, startedMicros, About.call(FAILED, call), object(problem));
            case Entry.Retrying(Call call, Problem problem, Instant next) ->
                row(
                        run,
                        seq,
                        atMicros,
                        startedMicros,
                        About.call(RETRYING, call),
                        object(problem).put("next", next.toString()));
            case Entry.Skipped(int step, Entry.Skipped.Reason reason) ->
                row(run, seq, atMicros, 0, About.step(SKIPPED, step), object("reason", reason.name()));
            case Entry.Parked(Call call, Instant until, String token, Instant firstCalled) ->
                row(
                        run,
                        seq,
                        atMicros,
                        startedMicros,
                        About.call(PARKED, call),
                        object("until", text(until), "token", token).put("first_called", firstCalled.toString()));
            case Entry.Expanded(int step, int items) ->
                row(
                        run,
                        seq,
                        atMicros,
                        0,
                        About.step(EXPANDED, step),
                        Json.object().put("items", items));
            case Entry.Gathered(int step) -> row(run, seq, atMicros, 0, About.step(GATHERED, step), null);
            case Entry.Cancelled(Call call) ->
                row(run, seq, atMicros, startedMicros, About.call(CANCELLED, call), null);
            case Entry.Paused(String by) -> row(run, seq, atMicros, 0, About.run(PAUSED), object("by", by));
            case Entry.Resumed(String by) -> row(run, seq, atMicros, 0, About.run(RESUMED), object("by", by));
            case Entry.Stopping(Entry.Stopping.Why why, Problem problem) ->
                row(run, seq, atMicros, 0, About.run(STOPPING), object(problem).put("why", why.name()));
            case Entry.Handling _ -> row(run, seq, atMicros, 0, About.run(HANDLING), null);
            case Entry.Ended(RunStatus status, Problem problem) ->
                row(
                        run,
                        seq,
                        atMicros,
                        0,
                        About.run(ENDED),
                        (problem == null ? Json.object() : object(problem)).put("status", status.name()));
            case Entry.Log(int step, int item, Level level, String message) ->
                row(
                        run,
                        seq,
                        atMicros,
                        0,
                        new About(LOG, step, item, 0),
                        object("level", level.name(), "message", message));
            case Entry.Progress(Call call, long done, long total, String unit) ->
                row(
                        run,
                        seq,
                        atMicros,
                        0,
                        About.call(PROGRESS, call),
                        object("unit", unit).put("done", done).put("total", total));
        };
    }

    /// The last row of a run whose plan cannot be had.
    public static JournalRow ended(UUID run, int seq, long atMicros, Entry.Ended ended) {
        Problem problem = ended.problem();
        ObjectNode data = (problem == null ? Json.object() : object(problem))
                .put("status", ended.status().name());
        return new JournalRow(atMicros, 0, run, seq, Call.WHOLE, ENDED, (short) 0, null, Json.write(data));
    }

    private JournalRow row(UUID run, int seq, long atMicros, long startedMicros, About about, @Nullable JsonNode data) {
        return new JournalRow(
                atMicros,
                startedMicros,
                run,
                seq,
                about.item(),
                about.kind(),
                (short) about.attempt(),
                about.step() < 0 ? null : plan.step(about.step()).id(),
                data == null ? null : Json.write(data));
    }

    /// The entry that a row holds.
    ///
    /// @throws IllegalStateException if the plan has no step of that name, or the kind is unknown: the row was
    ///     written by a newer program
    public Entry entry(JournalRow row) {
        JsonNode data = row.data() == null ? Json.object() : Json.parse(row.data());
        int step = row.step() == null ? -1 : place(row.step());
        Call call = new Call(step, row.item(), row.attempt());
        return switch (row.kind()) {
            case ACCEPTED -> new Entry.Accepted(data.path("seed").asString(""), nullable(data, "rerun_of"));
            case CLAIMED ->
                new Entry.Claimed(
                        data.path("node").asString(""), data.path("recovered").asBoolean());
            case STARTED -> new Entry.Started(call);
            case SUCCEEDED -> new Entry.Succeeded(call, data);
            case FAILED -> new Entry.Failed(call, problem(data));
            case RETRYING ->
                new Entry.Retrying(
                        call, problem(data), Instant.parse(data.path("next").asString("")));
            case SKIPPED ->
                new Entry.Skipped(
                        step, Entry.Skipped.Reason.valueOf(data.path("reason").asString("")));
            case PARKED -> {
                String until = nullable(data, "until");
                yield new Entry.Parked(
                        call,
                        until == null ? null : Instant.parse(until),
                        nullable(data, "token"),
                        Instant.parse(data.path("first_called").asString("")));
            }
            case EXPANDED -> new Entry.Expanded(step, data.path("items").asInt());
            case GATHERED -> new Entry.Gathered(step);
            case CANCELLED -> new Entry.Cancelled(call);
            case REUSED -> new Entry.Reused(step, data);
            case PAUSED -> new Entry.Paused(data.path("by").asString(""));
            case RESUMED -> new Entry.Resumed(data.path("by").asString(""));
            case STOPPING ->
                new Entry.Stopping(Entry.Stopping.Why.valueOf(data.path("why").asString("")), problem(data));
            case HANDLING -> new Entry.Handling();
            case ENDED ->
                new Entry.Ended(
                        RunStatus.valueOf(data.path("status").asString("")), data.has("code") ? problem(data) : null);
            case LOG ->
                new Entry.Log(
                        step,
                        row.item(),
                        Level.valueOf(data.path("level").asString("")),
                        data.path("message").asString(""));
            case PROGRESS ->
                new Entry.Progress(
                        call,
                        data.path("done").asLong(),
                        data.path("total").asLong(),
                        data.path("unit").asString(""));
            default -> throw unreadable("a row of the unknown kind " + row.kind());
        };
    }

    private static ProblemException unreadable(String what) {
        return new ProblemException(
                "workflow.journal-unreadable",
                "The run's journal holds " + what + "; a newer program may have written it");
    }

    private int place(String step) {
        return plan.find(step)
                .orElseThrow(() -> unreadable("a row of the unknown step '" + step + "'"))
                .index();
    }

    static ObjectNode object(Problem problem) {
        return object("code", problem.code(), "detail", problem.detail());
    }

    public static Problem problem(JsonNode data) {
        return new Problem(
                data.path("code").asString("unknown"), data.path("detail").asString(""));
    }

    /// An object of names and texts in turn; null texts are left out.
    private static ObjectNode object(@Nullable String... namesAndTexts) {
        ObjectNode object = Json.object();
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            String name = namesAndTexts[i];
            String text = namesAndTexts[i + 1];
            if (name != null && text != null) {
                object.put(name, text);
            }
        }
        return object;
    }

    private static @Nullable String text(@Nullable Instant moment) {
        return moment == null ? null : moment.toString();
    }

    private static @Nullable String nullable(JsonNode data, String key) {
        return data.path(key).isString() ? data.path(key).stringValue() : null;
    }
}
