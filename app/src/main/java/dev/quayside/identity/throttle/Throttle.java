package dev.quayside.identity.throttle;

import dev.quayside.database.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// Counts guesses in the database, so that all servers count together and a restart forgets nothing. A guess is counted
/// before it is checked and taken back if it was right: however many come at once, no more are let through. Safe for
/// several threads.
public final class Throttle {
    private static final Duration KEPT = Duration.ofDays(2);

    private final Database database;
    private final InstantSource clock;

    public Throttle(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /// Asks to guess once. The first counter that says no ends it, and those before it do not count.
    public Admission admit(List<Counter> counters) {
        Instant now = clock.instant();
        return database.inTransaction(handle -> {
            List<Counter> locked = new ArrayList<>();
            List<Counter> counted = new ArrayList<>();
            for (Counter counter : counters) {
                int failures = ThrottleTable.count(handle, counter, now);
                if (failures == 0) {
                    counted.forEach(earlier -> ThrottleTable.takeBack(handle, earlier.key()));
                    Instant until =
                            ThrottleTable.blockedUntil(handle, counter.key()).orElse(now);
                    return new Admission.Blocked(Duration.between(now, until));
                }
                counted.add(counter);
                if (failures == counter.rule().locksAt()) {
                    locked.add(counter);
                }
            }
            return new Admission.Admitted(counted, locked);
        });
    }

    /// Takes one guess back that turned out not to be wrong.
    public void takeBack(List<Counter> counters) {
        database.useTransaction(handle -> counters.forEach(counter -> ThrottleTable.takeBack(handle, counter.key())));
    }

    /// Forgets all guesses of a counter.
    public void forget(Counter counter) {
        database.use(handle -> ThrottleTable.remove(handle, counter.key()));
    }

    /// Removes what no rule looks at any more.
    public void clean() {
        Instant before = clock.instant().minus(KEPT);
        database.use(handle -> ThrottleTable.removeBefore(handle, before));
    }
}
