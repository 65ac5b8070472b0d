/// Tells in which language a text is written.
@NullMarked
package dev.quayside.document.language;

import org.jspecify.annotations.NullMarked;
