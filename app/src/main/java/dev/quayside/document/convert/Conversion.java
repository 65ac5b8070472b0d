package dev.quayside.document.convert;

import dev.quayside.document.format.Format;

/// A pair of formats that can be converted. Immutable.
///
/// @param available whether it works on this machine
public record Conversion(Format from, Format to, Means means, boolean available) {
    /// What does it.
    public enum Means {
        /// LibreOffice: the result looks like the original.
        OFFICE,
        /// Libraries of our own process: the text is all there, the looks are plain.
        JAVA
    }
}
