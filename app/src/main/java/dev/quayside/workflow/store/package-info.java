/// Workflows as they are kept: their names and switches, every version of their definitions, and the plans made of
/// them.
@NullMarked
package dev.quayside.workflow.store;

import org.jspecify.annotations.NullMarked;
