package dev.quayside.workflow.run;

import dev.quayside.workflow.decider.Call;
import dev.quayside.workflow.decider.Decision;
import dev.quayside.workflow.decider.RunEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Does what was decided for one run: makes calls, sets clocks, interrupts. Used without the run's lock.
record Performer(Engine engine, ActiveRun run) {
    /// Sets going what was decided.
    ///
    /// @return the first call to make; the others are made by new threads
    Decision.@Nullable Make carryOut(List<Decision> decisions) {
        Decision.Make first = null;
        boolean children = false;
        for (Decision decision : decisions) {
            switch (decision) {
                case Decision.Make made -> {
                    if (first == null) {
                        first = made;
                    } else {
                        engine.spawn(() -> make(made));
                    }
                }
                case Decision.ReadItems(Call call) ->
                    engine.spawn(() -> run.take(engine.caller().readItems(run, call)));
                case Decision.WakeAt(Call call, var at) -> engine.at(at, () -> run.take(new RunEvent.Due(call)));
                case Decision.Interrupt(Call call) -> {
                    engine.caller().interrupt(run.id(), call);
                    children |= run.plan().step(call.step()).type().name().equals(WorkflowStep.NAME);
                }
            }
        }
        if (children) {
            engine.spawn(() -> engine.errands().cancelChildren(run.id()));
        }
        return first;
    }

    /// Makes a call and those that follow from it on this thread.
    void make(Decision.@Nullable Make first) {
        Decision.Make next = first;
        while (next != null) {
            next = engine.caller().make(run, next);
        }
    }
}
