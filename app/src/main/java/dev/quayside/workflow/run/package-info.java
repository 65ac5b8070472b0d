/// The engine: runs workflows durably on PostgreSQL.
///
/// Start reading at [dev.quayside.workflow.decider.Decider] (what happens next, pure),
/// [dev.quayside.workflow.decider.Entry] (what the journal keeps), [dev.quayside.workflow.run.ActiveRun] (one run
/// in memory) and [dev.quayside.workflow.journal.JournalWriter] (how it becomes durable).
/// [dev.quayside.workflow.run.Runs] is the door.
@NullMarked
package dev.quayside.workflow.run;

import org.jspecify.annotations.NullMarked;
