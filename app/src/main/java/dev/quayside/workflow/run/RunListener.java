package dev.quayside.workflow.run;

/// Somebody who wants to hear of a run's new lines. Called on any thread, several at once.
public interface RunListener {
    /// The number of the last line that the listener knows; 0 for none.
    int lastNumber();

    /// There may be further lines: look. Called after every write, and now and then without one. Must not block.
    void mayHaveMore();
}
