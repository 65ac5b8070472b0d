@NullMarked
package dev.quayside.storage;

import org.jspecify.annotations.NullMarked;
