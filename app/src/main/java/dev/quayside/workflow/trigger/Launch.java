package dev.quayside.workflow.trigger;

import dev.quayside.base.Json;
import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import dev.quayside.event.Actor;
import dev.quayside.workflow.definition.DefinitionError;
import dev.quayside.workflow.run.Runs;
import dev.quayside.workflow.run.Starter;
import dev.quayside.workflow.store.Workflow;
import dev.quayside.workflow.store.WorkflowVersion;
import dev.quayside.workflow.store.Workflows;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Starts a schedule's runs. Immutable.
record Launch(Workflows workflows, Starting starting) {
    /// How a run is started: [Runs#start], or what a test has in its place.
    @FunctionalInterface
    interface Starting {
        Runs.Start start(WorkflowVersion version, ObjectNode inputs, Starter starter, @Nullable String idempotencyKey);
    }

    /// What came of it.
    sealed interface Ended {
        record Started(UUID run, boolean known) implements Ended {}

        /// Trying again does not help.
        record NotPossible(Problem problem) implements Ended {}
    }

    /// Starts the run of one moment.
    ///
    /// @param next when the schedule fires after it
    /// @param key the same for the same moment
    /// @throws ProblemException if it may be possible later
    Ended start(Schedule schedule, Instant at, @Nullable Instant next, String key) {
        Optional<WorkflowVersion> version = workflows.find(schedule.workflow()).map(Workflow::newest);
        if (version.isEmpty()) {
            return new Ended.NotPossible(
                    new Problem("workflow.unknown", "Workflow with ID " + schedule.workflow() + " not found"));
        }
        Starter starter = new Starter(Actor.of(schedule.starter()), schedule.worksFor());
        ObjectNode plain = schedule.draft().inputs();
        ObjectNode inputs = plain.deepCopy();
        inputs.set("_schedule", about(schedule, at, next));
        try {
            Runs.Start first = starting.start(version.get(), inputs, starter, key);
            return ended(
                    first instanceof Runs.Start.InvalidInputs
                            ? starting.start(version.get(), plain, starter, key)
                            : first);
        } catch (ProblemException e) {
            if (e.problem().code().startsWith("workflow.") || e.problem().code().equals("run.denied")) {
                return new Ended.NotPossible(e.problem());
            }
            throw e;
        }
    }

    private static Ended ended(Runs.Start start) {
        return switch (start) {
            case Runs.Start.Accepted(UUID run, boolean known) -> new Ended.Started(run, known);
            case Runs.Start.KeyReused(UUID run) -> new Ended.Started(run, true);
            case Runs.Start.InvalidInputs(List<DefinitionError> errors) ->
                new Ended.NotPossible(Schedules.inputsProblem(errors.getFirst()));
        };
    }

    private static ObjectNode about(Schedule schedule, Instant at, @Nullable Instant next) {
        ZoneId zone = ZoneId.of(schedule.draft().timezone());
        return Json.object()
                .put("schedule_id", schedule.id().toString())
                .put("scheduled_time", text(at, zone))
                .put("next_scheduled_time", next == null ? null : text(next, zone))
                .put("timezone", schedule.draft().timezone());
    }

    private static String text(Instant moment, ZoneId zone) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(moment.atZone(zone));
    }
}
