/// The routes of files, and of what is done with them.
@NullMarked
package dev.quayside.http.file;

import org.jspecify.annotations.NullMarked;
