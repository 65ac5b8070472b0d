@NullMarked
package dev.quayside.examples;

import org.jspecify.annotations.NullMarked;
