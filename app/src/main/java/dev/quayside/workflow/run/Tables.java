package dev.quayside.workflow.run;

import dev.quayside.database.Database;
import dev.quayside.event.Events;

/// The tables that a node works on, but for those that [JournalTable] writes in batches.
record Tables(
        NodeTable nodes, RunTable runs, RunListTable lists, LogTable logs, SignalTable signals, PayloadTable payloads) {
    static Tables of(Database database, Events events, Masker masker) {
        return new Tables(
                new NodeTable(database),
                new RunTable(database, events),
                new RunListTable(database),
                new LogTable(database),
                new SignalTable(database, events),
                new PayloadTable(database, new OutputSummary(masker)));
    }
}
