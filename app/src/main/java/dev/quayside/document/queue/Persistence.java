package dev.quayside.document.queue;

import java.util.OptionalInt;

/// How often workers try a message of one queue. Immutable.
///
/// @param most times that it is received until its job is given up
/// @param putsAside whether the queue then keeps the message for people to look at, by its redrive policy
record Persistence(int most, boolean putsAside) {
    /// What holds for a queue.
    ///
    /// @param ours as the settings say
    /// @param theirs when the queue puts a message aside; empty if it does not
    static Persistence of(int ours, OptionalInt theirs) {
        boolean sooner = theirs.isPresent() && theirs.getAsInt() <= ours;
        return new Persistence(sooner ? theirs.getAsInt() : ours, sooner);
    }

    /// Whether nobody is going to receive the message after this time.
    boolean last(Received received) {
        return received.receives() >= most;
    }
}
