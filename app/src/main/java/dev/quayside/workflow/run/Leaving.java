package dev.quayside.workflow.run;

import dev.quayside.base.Json;
import dev.quayside.base.Problem;
import dev.quayside.step.Outcome;
import dev.quayside.workflow.decider.Entry;
import dev.quayside.workflow.decider.RunState;
import dev.quayside.workflow.decider.RunStatus;
import dev.quayside.workflow.journal.Clock;
import dev.quayside.workflow.journal.RunFacts;
import dev.quayside.workflow.journal.Submission;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// How a run leaves its node's memory: at rest, paused, handed over, or for good. Used under the run's lock.
///
/// @param state read, never changed
record Leaving(Engine engine, RunFacts facts, RunState state) {
    /// When the run's time is over; null if it has no limit.
    @Nullable
    Instant deadline() {
        return state.plan().timeout() == null
                ? null
                : facts.createdAt().plus(state.plan().timeout());
    }

    /// Whether nothing is under way and nothing will be for longer than the settings keep an idle run in memory.
    boolean idle() {
        if (!state.idle()) {
            return false;
        }
        Instant wake = wake();
        return wake == null || wake.isAfter(engine.now().plus(engine.settings().restAfter()));
    }

    /// At rest until the next call is due, the run's time is over, or a signal comes.
    Submission.Departure rest() {
        return away(RunStatus.WAITING, wake());
    }

    Submission.Departure paused() {
        return away(RunStatus.PAUSED, null);
    }

    /// For another node to take up at once, even if it is paused: it may have been told to go on, unheard.
    Submission.Departure handOver() {
        return away(state.paused() ? RunStatus.PAUSED : RunStatus.WAITING, engine.now());
    }

    Submission.Departure end(Entry.Ended ended) {
        String token = facts.parentToken();
        String outcome = token == null ? null : Json.write(outcomeForParent(ended, token));
        return new Submission.Departure(facts, ended.status(), engine.nowMicros(), ended.problem(), outcome);
    }

    private @Nullable Instant wake() {
        Instant due = state.earliestDue();
        Instant deadline = deadline();
        return due == null || (deadline != null && deadline.isBefore(due)) ? deadline : due;
    }

    private Submission.Departure away(RunStatus status, @Nullable Instant wake) {
        long micros = wake == null ? 0 : Clock.micros(wake);
        return new Submission.Departure(facts, status, micros, null, null);
    }

    private JsonNode outcomeForParent(Entry.Ended ended, String token) {
        if (ended.status() == RunStatus.COMPLETED) {
            JsonNode outputs = new RunData(engine.tables().payloads(), facts, state).outputs();
            return Signal.tokenData(token, engine.caller().bounded(facts.parent(), outputs));
        }
        Problem problem = ended.problem();
        String detail = problem == null ? "it was " + ended.status().word() : problem.detail();
        return Signal.tokenData(
                token,
                new Outcome.Failed(
                        "workflow.child-failed", "The run " + facts.id() + " did not complete: " + detail, true));
    }
}
