/// Guesses, counted where every server sees them, and slowed down.
@NullMarked
package dev.quayside.identity.throttle;

import org.jspecify.annotations.NullMarked;
