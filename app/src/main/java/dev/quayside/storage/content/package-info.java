/// Whether the content of a file is what its name says.
@NullMarked
package dev.quayside.storage.content;

import org.jspecify.annotations.NullMarked;
