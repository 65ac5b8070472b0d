/// The program: [dev.quayside.Main] starts it, [dev.quayside.App] puts it together.
@NullMarked
package dev.quayside;

import org.jspecify.annotations.NullMarked;
