/// Small programs that use Quayside from Java; the tests run them.
@NullMarked
package dev.quayside.examples;

import org.jspecify.annotations.NullMarked;
