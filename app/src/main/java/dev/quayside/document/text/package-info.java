/// The text of documents, in blocks: what a reader would call a paragraph, a heading, a row, a page.
///
/// [TextReader] runs in a child process; the server sees a [DocumentText] only.
@NullMarked
package dev.quayside.document.text;

import org.jspecify.annotations.NullMarked;
