@NullMarked
package dev.quayside.storage.content;

import org.jspecify.annotations.NullMarked;
