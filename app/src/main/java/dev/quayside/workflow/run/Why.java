package dev.quayside.workflow.run;

import dev.quayside.base.Durations;
import dev.quayside.base.Problem;
import dev.quayside.workflow.decider.OpenStep;
import dev.quayside.workflow.decider.RunState;
import dev.quayside.workflow.journal.Run;
import dev.quayside.workflow.store.Workflows;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Says in words why a run is where it is.
record Why(Engine engine, Workflows workflows) {
    private static final int MOST_STEPS = 10;

    String explain(Run run, Instant now) {
        Problem problem = run.problem();
        return switch (run.status()) {
            case COMPLETED -> "The run completed at " + run.endedAt() + ".";
            case FAILED, CANCELLED ->
                "The run " + run.status().word() + " at " + run.endedAt()
                        + (problem == null ? "." : ": " + problem.detail());
            case QUEUED -> queued(run, now);
            case PAUSED -> "The run is paused; resume it to let it go on. " + steps(run, now);
            case WAITING ->
                run.wakeAt() == null
                        ? "The run waits for an answer from outside. " + steps(run, now)
                        : "The run is at rest until " + run.wakeAt() + ". " + steps(run, now);
            case RUNNING ->
                run.owner() == null
                        ? "The server that worked on the run is gone; the next free one takes it up."
                        : "A server works on the run. " + steps(run, now);
        };
    }

    private String queued(Run run, Instant now) {
        int limit = workflows.plan(run.workflow(), run.version()).limits().runs();
        Instant since = run.wakeAt();
        String waits = since == null ? "" : " It has waited for " + Durations.write(Duration.between(since, now)) + ".";
        return limit > 0
                ? "The run waits its turn: its workflow allows " + limit + " runs at once (limits.runs)." + waits
                : "The run waits for a server with room for it." + waits;
    }

    private String steps(Run run, Instant now) {
        RunState state = new RunLog(engine, workflows.plan(run.workflow(), run.version())).state(run.id());
        List<String> open = state.open().stream().map(step -> step(step, now)).toList();
        if (open.size() > MOST_STEPS) {
            int more = open.size() - MOST_STEPS;
            return String.join(" ", open.subList(0, MOST_STEPS)) + " And " + more + " more.";
        }
        return open.isEmpty() ? "Nothing is under way." : String.join(" ", open);
    }

    private static String step(OpenStep step, Instant now) {
        String name = "Step '" + step.plan().id() + "'";
        if (step.items() >= 0) {
            return name + " has done " + step.itemsDone() + " of " + step.items() + " items.";
        }
        Instant due = step.due();
        String when = due == null ? "" : " in " + Durations.write(Duration.between(now, due));
        Problem problem = step.problem();
        return switch (step.until()) {
            case RETRY ->
                name + " failed" + (problem == null ? "" : " (" + problem.detail() + ")") + " and is tried again" + when
                        + ".";
            case WAKING ->
                due == null ? name + " waits for an answer from outside." : name + " waits and goes on" + when + ".";
            case CALL -> name + " is being executed, or is next.";
        };
    }
}
