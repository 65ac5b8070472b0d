package dev.quayside.workflow.store;

import java.util.UUID;

/// A version of a workflow's definition. Immutable.
///
/// @param version counts from 1
public record WorkflowVersion(UUID workflow, int version) {}
