package dev.quayside.step;

import dev.quayside.identity.Permission;
import java.time.Instant;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a step sees of the run that calls it. Valid during the call.
public interface StepContext {
    /// The run's id, a UUID.
    String runId();

    /// On whose behalf the run works: the subject of whoever started it, or started the run that started it, or
    /// whose the schedule is that did; empty for nobody's. What belongs to people is looked for under this name and
    /// no other.
    ///
    /// @param permission that the person needs for what is to be done in their name
    /// @throws dev.quayside.base.ProblemException `run.denied` if the person may not have it done any more
    String user(Permission permission);

    /// The step's id in its workflow.
    String stepId();

    /// The step's configuration as written in the workflow, all templates resolved. Always an object.
    ObjectNode config();

    /// Each predecessor's output under its step id; for a step without predecessors, the run's inputs.
    /// Always an object.
    ObjectNode input();

    /// Counted from 1; grows by one with every retry.
    int attempt();

    /// Which item of a `for_each` this call works on, counted from 0; -1 outside a `for_each`.
    int item();

    /// When this attempt was called for the first time. A step that parked and is called again sees the same moment.
    Instant firstCalled();

    /// The same for every call of this step (and item) in this run, whatever the attempt.
    String idempotencyKey();

    /// A token that completes this call from outside, once the step returned [Outcome.Parked] with it.
    /// Unguessable; the same for every call of one attempt, across restarts of the server too.
    String token();

    /// Adds a line to the run's log. Lines longer than 16 KiB are cut.
    void log(Level level, String message);

    /// Adds a line to the run's log at [Level#INFO].
    default void log(String message) {
        log(Level.INFO, message);
    }

    /// Says how far the work is; shown live, at most ten times a second, and seldom more than a hundred
    /// times in all.
    ///
    /// @param done how much is done, 0 to `total`
    /// @param total how much there is; 0 if nobody knows
    /// @param unit what is counted, for example `files` or `bytes`
    void progress(long done, long total, String unit);

    /// The levels of a run's log.
    enum Level {
        DEBUG,
        INFO,
        WARNING,
        ERROR
    }

    /// The value of a required text in [#config()]; for steps whose keys were checked by their [StepType].
    default String text(String key) {
        return config().path(key).asString("");
    }

    /// The value under `key` in [#config()], or a missing node.
    default JsonNode value(String key) {
        return config().path(key);
    }
}
