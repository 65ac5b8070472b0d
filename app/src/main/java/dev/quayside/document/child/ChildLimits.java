package dev.quayside.document.child;

/// What children may take.
///
/// @param children how many of a kind work at once, and so how many are kept
/// @param maxFileBytes the largest file that goes in or comes out
public record ChildLimits(int children, long maxFileBytes) {}
