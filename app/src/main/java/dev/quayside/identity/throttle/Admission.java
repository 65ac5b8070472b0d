package dev.quayside.identity.throttle;

import java.time.Duration;
import java.util.List;

/// Whether somebody may guess now.
public sealed interface Admission {
    /// It may be tried, and is counted already.
    ///
    /// @param locked those of the counters that this guess has locked, unless it is right
    record Admitted(List<Counter> counters, List<Counter> locked) implements Admission {
        public Admitted {
            counters = List.copyOf(counters);
            locked = List.copyOf(locked);
        }
    }

    /// Not before `retryAfter` is over.
    record Blocked(Duration retryAfter) implements Admission {}
}
