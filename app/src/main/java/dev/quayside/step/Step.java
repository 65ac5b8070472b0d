package dev.quayside.step;

/// One kind of work that workflows can do: a plain function from input to outcome.
///
/// Implementations are safe for several threads: one object serves all runs. They run on virtual threads and may
/// block. An interrupt means that the run was cancelled or the step's time is over: stop, and throw
/// `InterruptedException`. A step may be called more than once for the same work (after a crash, or by its retry
/// rule); [StepContext#idempotencyKey] is the same each time, so pass it on where the outside understands it.
@FunctionalInterface
public interface Step {
    /// Does the work once.
    ///
    /// @return the outcome; foreseen failures are [Outcome.Failed], not exceptions
    /// @throws InterruptedException if the run was cancelled; the work may be half done
    /// @throws Exception whatever was not foreseen; the engine records it as a failure of the code `step.crashed`
    Outcome run(StepContext context) throws Exception;
}
