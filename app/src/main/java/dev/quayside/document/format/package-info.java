/// What kind of document a file is, and whether it may be opened at all.
///
/// Runs in a child process, except for [Format] itself: the server never looks into a file.
@NullMarked
package dev.quayside.document.format;

import org.jspecify.annotations.NullMarked;
