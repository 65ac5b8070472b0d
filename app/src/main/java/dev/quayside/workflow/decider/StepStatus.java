package dev.quayside.workflow.decider;

/// Where one step stands.
public enum StepStatus {
    PENDING,
    ACTIVE,
    SUCCEEDED,
    FAILED,
    SKIPPED,
    /// Never called, because a step before it failed.
    BLOCKED,
    CANCELLED
}
