package dev.quayside.event;

import java.time.Instant;

/// An event as it was written.
public record Recorded(Position position, Instant at, Event event) {
    /// A place in the order of commits.
    ///
    /// @param transaction the number of the transaction that wrote the event
    /// @param number counts within it, and beyond
    public record Position(long transaction, long number) {
        /// Before every event.
        public static final Position START = new Position(0, 0);
    }
}
