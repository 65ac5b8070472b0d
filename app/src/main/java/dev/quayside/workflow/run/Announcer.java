package dev.quayside.workflow.run;

import dev.quayside.event.Events;
import dev.quayside.workflow.journal.Batch;
import dev.quayside.workflow.journal.JournalWriter;
import dev.quayside.workflow.journal.Submission;
import java.util.UUID;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Tells everybody whom it concerns what has just become durable. Called on the writer's thread, so it is quick.
final class Announcer implements JournalWriter.Listener {
    private final Engine engine;
    private final Events events;
    private final SignalTable signals;
    private final LongConsumer stepDown;
    private @Nullable EngineFigures figures;

    /// Takes whom it tells.
    ///
    /// @param stepDown gives up what is in memory, when a node has lost its right to write
    Announcer(Engine engine, Events events, SignalTable signals, LongConsumer stepDown) {
        this.engine = engine;
        this.events = events;
        this.signals = signals;
        this.stepDown = stepDown;
    }

    /// Has everything counted too; before the first batch.
    void measure(EngineFigures counting) {
        figures = counting;
    }

    void leaseLost() {
        if (figures != null) {
            figures.leaseLost();
        }
    }

    @Override
    public void written(Batch batch) {
        engine.followers().written(batch);
        events.appended();
        if (figures != null) {
            figures.written(batch);
        }
        for (Submission submission : batch.submissions()) {
            if (submission.departure != null) {
                left(submission.departure);
            }
        }
    }

    private void left(Submission.Departure departure) {
        UUID parent = departure.parent();
        if (parent != null) {
            engine.signalled(parent);
            if (engine.active(parent) == null) { // another node may have it
                engine.spawn(() -> signals.announce(Channels.SIGNAL, parent.toString()));
            }
        } else if (!departure.status().ended()) { // even without a moment: it may have been signalled meanwhile
            engine.wakeClaimer();
        }
    }

    @Override
    public void fenced(long node) {
        engine.spawn(() -> stepDown.accept(node));
    }
}
