package dev.quayside.workflow.run;

import dev.quayside.base.Json;
import dev.quayside.base.Problem;
import dev.quayside.database.Database;
import dev.quayside.database.Notifications;
import dev.quayside.event.Event;
import dev.quayside.event.Events;
import dev.quayside.workflow.decider.RunStatus;
import dev.quayside.workflow.journal.JournalCodec;
import dev.quayside.workflow.journal.JournalRow;
import dev.quayside.workflow.journal.Run;
import dev.quayside.workflow.journal.RunFacts;
import dev.quayside.workflow.journal.Submission;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Runs, as rows of the table `run`: claiming, finding, cleaning up. Births and ends go through [JournalTable].
final class RunTable {
    /// A run that this node took up.
    ///
    /// @param recovered whether the node that had it before died with it
    record Claim(RunFacts facts, boolean recovered) {}

    static final String COLUMNS =
            "id, workflow, version, state, created_at, ended_at, executed_by, works_for, parent, owner, wake_at, inputs,"
                    + " error";

    private final Database database;
    private final Events events;

    RunTable(Database database, Events events) {
        this.database = database;
        this.events = events;
    }

    /// Takes up to `most` runs whose time has come, the longest waiting first.
    List<Claim> claim(long node, int most) {
        return database.with(handle -> handle.createQuery("""
                        with fence as materialized (select id from node where id = :node for key share),
                        due as (
                            select run.id, run.recovered
                              from run
                             where owner is null and wake_at <= clock_timestamp() and run_limit = 0
                             order by wake_at
                             limit :most
                               for update skip locked)
                        update run
                           set owner = fence.id, wake_at = null, signalled = false, recovered = false, state = 1
                          from due, fence
                         where run.id = due.id
                        returning run.id, run.workflow, run.version, run.depth, run.parent, run.parent_token,
                                  run.executed_by, run.inputs, due.recovered, run.created_at, run.works_for
                        """)
                .bind("node", node)
                .bind("most", most)
                .map((row, _) -> claim(row))
                .list());
    }

    /// As [#claim], for workflows that limit how many of their runs are active at once. The limit is held against the
    /// rows themselves, under a lock for each workflow. A run that is to be cancelled need not wait its turn.
    List<Claim> claimLimited(long node, int most) {
        List<UUID> workflows = database.with(
                handle -> handle.createQuery("""
                        select distinct workflow from run
                         where owner is null and wake_at <= clock_timestamp() and run_limit > 0
                        """).mapTo(UUID.class).list());
        List<Claim> claims = new ArrayList<>();
        for (UUID workflow : workflows) {
            if (claims.size() < most) {
                claims.addAll(
                        database.inTransaction(handle -> claimLimited(handle, node, workflow, most - claims.size())));
            }
        }
        return claims;
    }

    private static List<Claim> claimLimited(Handle handle, long node, UUID workflow, int most) {
        handle.createQuery("select pg_advisory_xact_lock(hashtextextended(:workflow, 7))::text")
                .bind("workflow", workflow.toString())
                .mapTo(String.class)
                .one();
        return handle.createQuery("""
                        with fence as materialized (select id from node where id = :node for key share),
                        active as (
                            select count(*) as runs from run
                             where workflow = :workflow and state in (1, 2, 3)),
                        waiting as (
                            select run.id, run.recovered, run.run_limit,
                                   run.state = 0
                                   and not (run.signalled
                                            and exists (select 1 from signal
                                                         where run_id = run.id and kind = 'cancel')) as in_line
                              from run
                             where workflow = :workflow and owner is null and wake_at <= clock_timestamp()
                               and run_limit > 0),
                        queued as (
                            select *, row_number() over (partition by in_line order by id) as place from waiting),
                        due as (
                            select queued.id, queued.recovered from queued, active
                             where not in_line or queued.place <= queued.run_limit - active.runs
                             limit :most)
                        update run
                           set owner = fence.id, wake_at = null, signalled = false, recovered = false, state = 1
                          from due, fence
                         where run.id = due.id and run.owner is null
                        returning run.id, run.workflow, run.version, run.depth, run.parent, run.parent_token,
                                  run.executed_by, run.inputs, due.recovered, run.created_at, run.works_for
                        """)
                .bind("node", node)
                .bind("workflow", workflow)
                .bind("most", most)
                .map((row, _) -> claim(row))
                .list();
    }

    /// When the next run may be claimed; empty if none waits for a moment.
    Optional<Duration> untilNextWake() {
        return database.with(handle -> handle.createQuery("""
                        select extract(epoch from min(wake_at) - clock_timestamp()) * 1000 from (
                            select min(wake_at) as wake_at from run
                             where owner is null and wake_at is not null and run_limit = 0
                             union all
                            select min(wake_at) from run
                             where owner is null and wake_at > clock_timestamp() and run_limit > 0) as next
                        """)
                .map((row, _) -> {
                    double millis = row.getDouble(1);
                    return row.wasNull() ? null : Duration.ofMillis(Math.max(0, Math.round(millis)));
                })
                .findOne());
    }

    /// Adds a run that somebody will claim.
    ///
    /// @param idempotencyKey if a run of this workflow has the same key already, nothing is added
    /// @return the run that has the key, or `id`
    UUID enqueue(UUID id, Submission.Birth birth, int runLimit, @Nullable String idempotencyKey, JournalRow accepted) {
        return enqueue(id, birth, runLimit, idempotencyKey, List.of(accepted));
    }

    /// Adds a run that somebody will claim, with journal rows that it begins with.
    void enqueue(UUID id, Submission.Birth birth, int runLimit, List<JournalRow> rows) {
        UUID _ = enqueue(id, birth, runLimit, null, rows);
    }

    private UUID enqueue(
            UUID id, Submission.Birth birth, int runLimit, @Nullable String idempotencyKey, List<JournalRow> rows) {
        UUID run = database.inTransaction(handle -> {
            int added = handle.createUpdate("""
                            insert into run (id, workflow, version, state, depth, parent, parent_token, executed_by,
                                             works_for, run_limit, idempotency_key, wake_at, inputs)
                            values (:id, :workflow, :version, 0, :depth, :parent::uuid, :parentToken, :executedBy,
                                    nullif(:worksFor, :executedBy), :runLimit, :key, clock_timestamp(), :inputs::json)
                            on conflict (workflow, idempotency_key) where idempotency_key is not null do nothing
                            """)
                    .bind("id", id)
                    .bind("workflow", birth.workflow())
                    .bind("version", birth.version())
                    .bind("depth", birth.depth())
                    .bind("parent", birth.parent())
                    .bind("parentToken", birth.parentToken())
                    .bind("executedBy", birth.executedBy())
                    .bind("worksFor", birth.worksFor())
                    .bind("runLimit", runLimit)
                    .bind("key", idempotencyKey)
                    .bind("inputs", birth.inputs())
                    .execute();
            if (added == 0) {
                return handle.createQuery("select id from run where workflow = :workflow and idempotency_key = :key")
                        .bind("workflow", birth.workflow())
                        .bind("key", idempotencyKey)
                        .mapTo(UUID.class)
                        .one();
            }
            rows.forEach(row -> insert(handle, row));
            if (birth.actor() != null) {
                events.append(handle, started(id, birth));
            }
            Notifications.tell(handle, Channels.WAKE, "");
            return id;
        });
        events.appended();
        return run;
    }

    /// Adds journal rows outside the writer: for runs that no node owns.
    static void insert(Handle handle, JournalRow row) {
        handle.createUpdate("""
                        insert into journal (at, run_id, seq, item, kind, attempt, step, data)
                        values (to_timestamp(:micros / 1000000.0), :run, :seq, :item, :kind, :attempt, :step, :data::json)
                        """)
                .bind("micros", row.atMicros())
                .bind("run", row.run())
                .bind("seq", row.seq())
                .bind("item", row.item())
                .bind("kind", row.kind())
                .bind("attempt", row.attempt())
                .bind("step", row.step())
                .bind("data", row.data())
                .execute();
    }

    Optional<Run> find(UUID id) {
        return database.with(handle -> handle.createQuery("select " + COLUMNS + " from run where id = :id")
                .bind("id", id)
                .map((row, _) -> run(row))
                .findOne());
    }

    OffsetDateTime databaseTime() {
        return database.with(handle -> handle.createQuery("select clock_timestamp()")
                .mapTo(OffsetDateTime.class)
                .one());
    }

    /// Sets a node's runs free but for some.
    ///
    /// @param before only runs born before that moment
    /// @return how many
    int release(long node, OffsetDateTime before, List<UUID> known) {
        return database.with(handle -> handle.createUpdate("""
                        update run
                           set owner = null, signalled = true, wake_at = clock_timestamp()
                         where owner = :node and created_at < :before and id <> all(:known)
                        """)
                .bind("node", node)
                .bind("before", before)
                .bind("known", known.toArray(UUID[]::new))
                .execute());
    }

    /// Runs that another run started.
    List<UUID> openChildren(UUID parent) {
        return database.with(handle -> handle.createQuery("select id from run where parent = :parent and state < 10")
                .bind("parent", parent)
                .mapTo(UUID.class)
                .list());
    }

    /// Removes runs that ended before `before`, with everything that belongs to them.
    ///
    /// @param oldest ids begin with their time of birth, so that only runs born before `before` are looked at
    /// @return how many, at most `most`
    int removeEnded(Instant before, UUID oldest, int most) {
        return database.with(handle -> handle.createQuery("""
                        with old as (
                            select id from run
                             where id < :oldest and state >= 10 and ended_at < :before
                             order by id
                             limit :most
                               for update skip locked),
                        lines as (delete from journal using old where journal.run_id = old.id),
                        payloads as (delete from payload using old where payload.run_id = old.id),
                        signals as (delete from signal using old where signal.run_id = old.id),
                        gone as (delete from run using old where run.id = old.id returning 1)
                        select count(*) from gone
                        """)
                .bind("oldest", oldest)
                .bind("before", before.atOffset(java.time.ZoneOffset.UTC))
                .bind("most", most)
                .mapTo(Integer.class)
                .one());
    }

    private static Event started(UUID id, Submission.Birth birth) {
        return new Event(
                "workflow.execution.start",
                birth.actor(),
                Json.object().put("workflow_id", birth.workflow().toString()).put("execution_id", id.toString()));
    }

    private static Claim claim(ResultSet row) throws SQLException {
        RunFacts facts = new RunFacts(
                row.getObject(1, UUID.class),
                row.getObject(2, UUID.class),
                row.getInt(3),
                row.getInt(4),
                row.getObject(5, UUID.class),
                row.getString(6),
                row.getString(7),
                worksFor(row),
                Json.parse(row.getString(8)),
                row.getObject(10, OffsetDateTime.class).toInstant());
        return new Claim(facts, row.getBoolean(9));
    }

    /// Null stands for whoever started it.
    private static String worksFor(ResultSet row) throws SQLException {
        String worksFor = row.getString("works_for");
        return Objects.requireNonNullElse(worksFor == null ? row.getString("executed_by") : worksFor, "");
    }

    static Run run(ResultSet row) throws SQLException {
        OffsetDateTime ended = row.getObject("ended_at", OffsetDateTime.class);
        OffsetDateTime wake = row.getObject("wake_at", OffsetDateTime.class);
        String error = row.getString("error");
        long owner = row.getLong("owner");
        return new Run(
                row.getObject("id", UUID.class),
                row.getObject("workflow", UUID.class),
                row.getInt("version"),
                RunStatus.of(row.getInt("state")),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                ended == null ? null : ended.toInstant(),
                row.getString("executed_by"),
                worksFor(row),
                row.getObject("parent", UUID.class),
                owner == 0 ? null : owner,
                wake == null ? null : wake.toInstant(),
                Json.parse(row.getString("inputs")),
                error == null ? null : problem(error));
    }

    private static Problem problem(String json) {
        return JournalCodec.problem(Json.parse(json));
    }
}
