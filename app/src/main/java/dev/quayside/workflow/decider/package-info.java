/// The pure core of the engine: what a run is, as the fold of its entries, and what is decided when something
/// happens in it. No I/O, no clock, no randomness: the same entries and events lead to the same decisions on every
/// node.
@NullMarked
package dev.quayside.workflow.decider;

import org.jspecify.annotations.NullMarked;
