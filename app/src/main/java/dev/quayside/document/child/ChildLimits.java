package dev.quayside.document.child;

import java.time.Duration;

/// What children may take.
///
/// @param children how many of a kind work at once, and so how many are kept
/// @param rest how long one is kept that nobody needs
/// @param maxFileBytes the largest file that goes in or comes out
public record ChildLimits(int children, Duration rest, long maxFileBytes) {}
