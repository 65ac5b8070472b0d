/// Who calls, and what they may do.
@NullMarked
package dev.quayside.identity;

import org.jspecify.annotations.NullMarked;
