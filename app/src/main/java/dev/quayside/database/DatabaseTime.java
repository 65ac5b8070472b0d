package dev.quayside.database;

import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;

/// The time as the database tells it: the same for all processes on it, however their own clocks are set.
///
/// Every question is a round trip. Safe for several threads.
public record DatabaseTime(Database database) implements InstantSource {
    @Override
    public Instant instant() {
        return database.with(handle -> handle.createQuery("select clock_timestamp()")
                        .mapTo(OffsetDateTime.class)
                        .one())
                .toInstant();
    }
}
