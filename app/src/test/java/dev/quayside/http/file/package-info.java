@NullMarked
package dev.quayside.http.file;

import org.jspecify.annotations.NullMarked;
