/// Measurements of the packaged program; `./quayside bench` runs them.
@NullMarked
package dev.quayside.benchmarks;

import org.jspecify.annotations.NullMarked;
