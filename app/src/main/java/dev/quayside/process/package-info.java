/// Processes of ours that must not harm the server: the walls around them, how they are spoken to, and how long they
/// are kept.
@NullMarked
package dev.quayside.process;

import org.jspecify.annotations.NullMarked;
