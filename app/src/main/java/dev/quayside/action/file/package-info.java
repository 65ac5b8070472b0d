/// Steps that read and write files of the catalogue.
@NullMarked
package dev.quayside.action.file;

import org.jspecify.annotations.NullMarked;
