package dev.quayside.workflow.job;

import dev.quayside.document.queue.Callbacks;
import dev.quayside.step.Outcome;
import dev.quayside.workflow.run.Runs;
import java.util.UUID;

/// Runs as those who wait for workers. Safe for several threads.
public record WaitingRuns(Runs runs) implements Callbacks.Waiting {
    @Override
    public boolean open(String run) {
        return runs.find(UUID.fromString(run))
                .filter(found -> !found.status().ended())
                .isPresent();
    }

    @Override
    public void complete(String token, Outcome outcome) {
        boolean _ = runs.complete(token, outcome);
    }
}
