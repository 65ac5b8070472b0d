package dev.quayside.workflow.run;

/// The names under which nodes notify each other through the database.
final class Channels {
    /// There may be runs to claim. Payload: nothing.
    static final String WAKE = "quayside_wake";

    /// A signal was left for a run. Payload: the run's id.
    static final String SIGNAL = "quayside_signal";

    /// A process follows runs' journals, and wants to hear of new rows for a while. Payload: see [RunNotes].
    static final String FOLLOW = "quayside_follow";

    /// New rows are in runs' journals. Payload: see [RunNotes].
    static final String JOURNAL = "quayside_journal";

    private Channels() {}
}
