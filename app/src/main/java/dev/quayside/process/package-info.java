/// Processes of ours that must not harm the server: the walls around them.
@NullMarked
package dev.quayside.process;

import org.jspecify.annotations.NullMarked;
