/// The catalogue of files: whose they are, their versions, where their bytes are, and how they come in and go out.
@NullMarked
package dev.quayside.storage;

import org.jspecify.annotations.NullMarked;
