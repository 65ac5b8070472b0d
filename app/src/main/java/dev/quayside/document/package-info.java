/// Documents: what they say, and in other formats.
///
/// [Documents] is what others use. It never looks into a file: that is done in child processes, whose `main` is in
/// [DocumentChild].
@NullMarked
package dev.quayside.document;

import org.jspecify.annotations.NullMarked;
