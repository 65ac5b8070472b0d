package dev.quayside.document.text;

/// A part of a document's text, in the order of reading. Immutable.
///
/// @param level of a heading or list item its depth from 1; of a page its number; of a row the number of its table; of
///     what else 0
/// @param text never blank; may hold line breaks, except in a row, whose cells are separated by tabs
public record Block(Kind kind, int level, String text) {
    /// What a part is.
    public enum Kind {
        HEADING,
        PARAGRAPH,
        /// An item of a list, with its label if it is numbered.
        ITEM,
        /// A row of a table.
        ROW,
        /// All text of a page, where pages are all that is known.
        PAGE,
        /// A header or footer, which stands beside the text.
        MARGIN
    }
}
