package dev.quayside.workflow.run;

import dev.quayside.base.Json;
import dev.quayside.base.ProblemException;
import dev.quayside.base.Uuids;
import dev.quayside.event.Actor;
import dev.quayside.workflow.decider.Entry;
import dev.quayside.workflow.decider.RunState;
import dev.quayside.workflow.decider.StepStatus;
import dev.quayside.workflow.definition.Plan;
import dev.quayside.workflow.definition.Plan.PlannedStep;
import dev.quayside.workflow.journal.JournalCodec;
import dev.quayside.workflow.journal.JournalRow;
import dev.quayside.workflow.journal.Run;
import dev.quayside.workflow.journal.Submission;
import dev.quayside.workflow.store.Workflows;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Starts a new run that takes over what an ended one has achieved.
///
/// The ended run stays as it is: terminal is final. The new one is pinned to the same version of the workflow, and
/// works for the same person, whoever starts it.
record Rerun(Engine engine, Workflows workflows) {
    UUID start(Run before, @Nullable String from, Actor actor) {
        Plan plan = workflows.plan(before.workflow(), before.version());
        RunState state = new RunLog(engine, plan).state(before.id());
        BitSet again = again(plan, state, from);
        UUID id = Uuids.next();
        JournalCodec codec = new JournalCodec(plan);
        List<JournalRow> rows = new ArrayList<>();
        long at = engine.nowMicros();
        var accepted = new Entry.Accepted(Tokens.newSeed(), before.id().toString());
        rows.add(codec.row(id, 1, at, 0, accepted));
        for (PlannedStep step : plan.steps()) {
            if (!again.get(step.index()) && state.status(step.index()) == StepStatus.SUCCEEDED) {
                JsonNode output = engine.tables().payloads().load(before.id(), state.output(step.index()));
                rows.add(codec.row(id, rows.size() + 1, at, 0, new Entry.Reused(step.index(), kept(id, output))));
            }
        }
        var birth = new Submission.Birth(
                before.workflow(),
                before.version(),
                0,
                null,
                null,
                actor.user(),
                before.worksFor(),
                Json.write(before.inputs()),
                engine.now(),
                actor);
        engine.tables().runs().enqueue(id, birth, plan.limits().runs(), rows);
        engine.wakeClaimer();
        return id;
    }

    private JsonNode kept(UUID run, JsonNode output) {
        byte[] json = Json.writeBytes(output);
        return json.length > engine.settings().spillBytes()
                ? engine.tables().payloads().store(run, output, json)
                : output;
    }

    /// The steps to do again: those that did not succeed, or `from`, and everything after them.
    private static BitSet again(Plan plan, RunState state, @Nullable String from) {
        BitSet again = new BitSet();
        List<Integer> open = new ArrayList<>();
        if (from != null) {
            PlannedStep first = plan.find(from)
                    .orElseThrow(() -> new ProblemException("run.step-unknown", "There is no step '" + from + "'"));
            open.add(first.index());
        } else {
            for (PlannedStep step : plan.steps()) {
                StepStatus status = state.status(step.index());
                if (status != StepStatus.SUCCEEDED && status != StepStatus.SKIPPED) {
                    open.add(step.index());
                }
            }
        }
        plan.handlers().forEach(handler -> again.set(handler.index()));
        while (!open.isEmpty()) {
            int step = open.removeLast();
            if (!again.get(step)) {
                again.set(step);
                plan.step(step).outgoing().forEach(link -> open.add(link.to()));
            }
        }
        return again;
    }
}
