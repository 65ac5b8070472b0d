/// Plain values that every stage uses: problems, ids, sizes, durations, JSON reading with bounds. No I/O.
@NullMarked
package dev.quayside.base;

import org.jspecify.annotations.NullMarked;
