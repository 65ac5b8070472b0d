package dev.quayside.storage.blob;

/// A part of a blob.
///
/// @param from the first byte, counted from 0
/// @param to the last byte; may lie beyond the blob's end
public record Span(long from, long to) {
    /// All of it.
    public static final Span ALL = new Span(0, Long.MAX_VALUE);

    public Span {
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("no part of a blob: " + from + " to " + to);
        }
    }

    public boolean all() {
        return from == 0 && to == Long.MAX_VALUE;
    }
}
