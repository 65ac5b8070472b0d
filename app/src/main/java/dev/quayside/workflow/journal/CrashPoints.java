package dev.quayside.workflow.journal;

/// Named moments at which a process may die, so that a test can make it die there.
@FunctionalInterface
public interface CrashPoints {
    /// The moments.
    enum Point {
        BEFORE_CLAIM,
        AFTER_CLAIM,
        /// A step has done its work, and nothing of it is recorded.
        AFTER_EFFECT,
        BEFORE_COMMIT,
        /// A batch is durable, and nobody was told.
        AFTER_COMMIT
    }

    /// Nothing happens.
    CrashPoints NONE = _ -> {};

    /// Called by the engine when it comes by.
    void reached(Point point);
}
