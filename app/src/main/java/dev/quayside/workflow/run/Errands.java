package dev.quayside.workflow.run;

import dev.quayside.base.Pause;
import java.time.Duration;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Things that need the database, and are done however often it has to be asked. Safe for several threads.
///
/// @param stopping whether the node stops: then others see to it
record Errands(RunTable runs, SignalTable signals, Pause pause, BooleanSupplier stopping) {
    private static final Logger LOG = LoggerFactory.getLogger(Errands.class);
    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(1);

    /// Does `work` until it has worked once, or the node stops.
    void untilDone(String trouble, Runnable work) {
        while (!stopping.getAsBoolean()) {
            try {
                work.run();
                return;
            } catch (RuntimeException e) {
                LOG.warn("{}, which is tried again in a second: {}", trouble, e.toString());
            }
            try {
                pause.sleep(AFTER_TROUBLE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /// Tells all nodes that there may be runs to claim.
    void wakeAll() {
        untilDone("Other nodes could not be told of runs to claim", () -> signals.announce(Channels.WAKE, ""));
    }

    /// As [#wakeAll], once, by a node that stops: others that do not hear of it look by themselves a little later.
    void tellOfRunsSetFree() {
        try {
            signals.announce(Channels.WAKE, "");
        } catch (RuntimeException e) {
            LOG.warn(
                    "Other nodes were not told of the runs this one set free; they find them within seconds: {}",
                    e.toString());
        }
    }

    /// Cancels the runs that a run started.
    void cancelChildren(UUID parent) {
        untilDone("The runs that " + parent + " started could not be cancelled", () -> {
            for (UUID child : runs.openChildren(parent)) {
                boolean _ = signals.send(
                        child, Signal.asked(Signal.CANCEL, "the run " + parent + " that started it"), null);
            }
        });
    }
}
