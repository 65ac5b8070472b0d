/// The commands: what people type, and what they read in return.
@NullMarked
package dev.quayside.cli;

import org.jspecify.annotations.NullMarked;
