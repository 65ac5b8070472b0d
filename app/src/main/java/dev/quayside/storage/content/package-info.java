/// What files may be called, how big they may be, and whether they hold what their names say.
@NullMarked
package dev.quayside.storage.content;

import org.jspecify.annotations.NullMarked;
