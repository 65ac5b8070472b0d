package dev.quayside.identity.throttle;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Counted guesses, as rows of the table `login_throttle`.
final class ThrottleTable {
    private ThrottleTable() {}

    /// Counts one guess, unless the counter is blocked.
    ///
    /// @return how many it has now; 0 if it is blocked
    static int count(Handle handle, Counter counter, Instant now) {
        Counter.Rule rule = counter.rule();
        return handle.createQuery("""
                        insert into login_throttle as t (key, failures, last_at, blocked_until)
                        values (:key, 1, :now, to_timestamp(0))
                        on conflict (key) do update
                           set (failures, last_at, blocked_until) = (
                               select f.n, excluded.last_at, case
                                          when f.n < :locksat and f.n <= :free then to_timestamp(0)
                                          else excluded.last_at + make_interval(secs => case
                                              when f.n >= :locksat then :lock
                                              else least(:lock, power(2::float8, f.n - :free - 1)) end)
                                      end
                                 from (select case when t.last_at < :forget then 1 else t.failures + 1 end as n) f)
                         where t.blocked_until <= :now
                        returning failures
                        """)
                .bind("key", counter.key())
                .bind("now", at(now))
                .bind("locksat", rule.locksAt())
                .bind("free", rule.free())
                .bind("lock", (double) rule.lock().toSeconds())
                .bind("forget", at(now.minus(rule.forget())))
                .mapTo(Integer.class)
                .findOne()
                .orElse(0);
    }

    /// Empty if it was forgotten meanwhile.
    static Optional<Instant> blockedUntil(Handle handle, String key) {
        return handle.createQuery("select blocked_until from login_throttle where key = :key")
                .bind("key", key)
                .mapTo(OffsetDateTime.class)
                .findOne()
                .map(OffsetDateTime::toInstant);
    }

    static void takeBack(Handle handle, String key) {
        handle.createUpdate("""
                        update login_throttle
                           set failures = greatest(failures - 1, 0), blocked_until = to_timestamp(0)
                         where key = :key
                        """).bind("key", key).execute();
    }

    static void remove(Handle handle, String key) {
        handle.createUpdate("delete from login_throttle where key = :key")
                .bind("key", key)
                .execute();
    }

    static void removeBefore(Handle handle, Instant moment) {
        handle.createUpdate("delete from login_throttle where last_at < :moment")
                .bind("moment", at(moment))
                .execute();
    }

    private static OffsetDateTime at(Instant moment) {
        return moment.atOffset(ZoneOffset.UTC);
    }
}
