package dev.quayside.workflow.trigger;

import dev.quayside.database.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Moments at which schedules fire, as rows of the table `schedule_fire`.
final class FireTable {
    private final Database database;

    FireTable(Database database) {
        this.database = database;
    }

    /// Adds moments that are to be looked at; those that are there already stay as they are.
    static void add(Handle handle, UUID schedule, List<Instant> moments, Fire.Kind kind) {
        handle.createUpdate("""
                        insert into schedule_fire (schedule, at, kind, state)
                        select :schedule, u.at, :kind, 0 from unnest(:moments::timestamptz[]) as u(at)
                        on conflict do nothing
                        """)
                .bind("schedule", schedule)
                .bind("kind", kind.code())
                .bindArray(
                        "moments",
                        String.class,
                        moments.stream().map(Instant::toString).toList())
                .execute();
    }

    /// Adds moments of the past that have no run yet, and takes up again those that were left out or failed.
    ///
    /// @return those that are to be started now, at most `most`, the oldest first
    static List<Instant> addBackfill(Handle handle, UUID schedule, List<Instant> moments, int most) {
        return handle.createQuery("""
                        with wanted as (
                            select u.at from unnest(:moments::timestamptz[]) as u(at)
                             where not exists (select 1 from schedule_fire f
                                                where f.schedule = :schedule and f.at = u.at and not f.by_hand
                                                  and f.state not in (4, 5))
                             order by u.at
                             limit :most),
                        added as (
                            insert into schedule_fire as f (schedule, at, kind, state)
                            select :schedule, wanted.at, :kind, 0 from wanted
                            on conflict (schedule, at, by_hand)
                            do update set state = 0, kind = :kind, created_at = clock_timestamp()
                             where f.state in (4, 5)
                            returning f.at)
                        select at from added order by at
                        """)
                .bind("schedule", schedule)
                .bind("kind", Fire.Kind.BACKFILL.code())
                .bind("most", most)
                .bindArray(
                        "moments",
                        String.class,
                        moments.stream().map(Instant::toString).toList())
                .mapTo(OffsetDateTime.class)
                .map(OffsetDateTime::toInstant)
                .list();
    }

    /// Adds a moment at which somebody had a run started.
    static void addByHand(Handle handle, UUID schedule, Instant at, UUID run) {
        handle.createUpdate("""
                        insert into schedule_fire (schedule, at, run, kind, state, by_hand)
                        values (:schedule, :at, :run, :kind, :state, true)
                        on conflict do nothing
                        """)
                .bind("schedule", schedule)
                .bind("at", ScheduleTable.at(at))
                .bind("run", run)
                .bind("kind", Fire.Kind.BY_HAND.code())
                .bind("state", Fire.State.STARTED.code())
                .execute();
    }

    /// Schedules with moments to be looked at, or with one that waits for what has ended, the longest waiting first.
    List<UUID> ready(int most) {
        return database.with(handle ->
                handle.createQuery("""
                        select schedule from (
                            select schedule, min(at) as at from schedule_fire where state = 0 group by schedule
                             union all
                            select w.schedule, min(w.at) from schedule_fire w
                             where w.state = 1
                               and not exists (select 1 from schedule_fire f join run r on r.id = f.run
                                                where f.schedule = w.schedule and f.state = 2 and r.state < 10)
                             group by w.schedule) as ready
                         group by schedule
                         order by min(at)
                         limit :most
                        """).bind("most", most).mapTo(UUID.class).list());
    }

    /// Notes which of a schedule's runs have ended.
    ///
    /// @return whether one has not
    static boolean running(Handle handle, UUID schedule) {
        handle.createUpdate("""
                        update schedule_fire f set state = 3
                         where f.schedule = :schedule and f.state = 2
                           and not exists (select 1 from run r where r.id = f.run and r.state < 10)
                        """).bind("schedule", schedule).execute();
        return exists(handle, schedule, Fire.State.STARTED);
    }

    /// Whether a moment of a schedule waits that came in time.
    static boolean waiting(Handle handle, UUID schedule) {
        return handle.createQuery("""
                        select exists (select 1 from schedule_fire
                                        where schedule = :schedule and state = 1 and kind = :kind)
                        """)
                .bind("schedule", schedule)
                .bind("kind", Fire.Kind.ON_TIME.code())
                .mapTo(Boolean.class)
                .one();
    }

    private static boolean exists(Handle handle, UUID schedule, Fire.State state) {
        return handle.createQuery(
                        "select exists (select 1 from schedule_fire where schedule = :schedule and state = :state and state < 3)")
                .bind("schedule", schedule)
                .bind("state", state.code())
                .mapTo(Boolean.class)
                .one();
    }

    /// A schedule's moments in a state, the oldest first.
    static List<Fire> in(Handle handle, UUID schedule, Fire.State state, int most) {
        return handle.createQuery("""
                        select at, kind, state from schedule_fire
                         where schedule = :schedule and state = :state and state < 3
                         order by at
                         limit :most
                        """)
                .bind("schedule", schedule)
                .bind("state", state.code())
                .bind("most", most)
                .map((row, _) -> fire(row))
                .list();
    }

    /// Says what has become of a moment.
    static void mark(Handle handle, UUID schedule, Fire fire, Fire.State state, @Nullable UUID run) {
        handle.createUpdate("""
                        update schedule_fire set state = :state, run = coalesce(:run::uuid, run)
                         where schedule = :schedule and at = :at and not by_hand
                        """)
                .bind("schedule", schedule)
                .bind("at", ScheduleTable.at(fire.at()))
                .bind("state", state.code())
                .bind("run", run)
                .execute();
    }

    /// Notes of all runs whether they have ended, and forgets moments that were noted long ago.
    void tidy(Duration kept) {
        database.use(handle -> {
            handle.execute("""
                    update schedule_fire f set state = 3
                     where f.state = 2 and not exists (select 1 from run r where r.id = f.run and r.state < 10)
                    """);
            handle.createUpdate(
                            "delete from schedule_fire where state >= 3 and created_at < clock_timestamp() - make_interval(secs => :kept)")
                    .bind("kept", kept.toSeconds())
                    .execute();
        });
    }

    private static Fire fire(ResultSet row) throws SQLException {
        return new Fire(
                row.getObject("at", OffsetDateTime.class).toInstant(),
                Fire.Kind.of(row.getInt("kind")),
                Fire.State.of(row.getInt("state")));
    }
}
