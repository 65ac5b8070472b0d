package dev.quayside.workflow.trigger;

import dev.quayside.base.Json;
import dev.quayside.database.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Schedules, as rows of the table `schedule`, and what they say about their workflows.
final class ScheduleTable {
    /// A schedule whose moment has come.
    ///
    /// @param at the moment
    /// @param mayRun whether its workflow is active
    record Due(Schedule schedule, Instant at, boolean mayRun) {}

    private static final String COLUMNS = """
            s.id, s.workflow, s.created_at, s.updated_at, s.next_run_at, s.counted_from, s.last_run_at, s.last_run_id,
            s.last_error_at, s.interval_seconds, s.skipped, s.revision, s.is_active, s.kind, s.missed, s.overlap,
            s.timezone, s.cron_expression, s.name, s.description, s.created_by, s.works_for, s.last_error, s.execution_inputs
            """;

    private final Database database;

    ScheduleTable(Database database) {
        this.database = database;
    }

    /// Locks a workflow's row until the end of the transaction, which puts changes of its schedules in a row.
    ///
    /// @return whether it exists and was not deleted
    static boolean lockWorkflow(Handle handle, UUID workflow) {
        return handle.createQuery("select id from workflow where id = :id and deleted_at is null for update")
                .bind("id", workflow)
                .mapTo(UUID.class)
                .findOne()
                .isPresent();
    }

    /// Has the workflow say whether it fires by itself.
    static void markWorkflow(Handle handle, UUID workflow) {
        handle.createUpdate("""
                        with wanted as (
                            select exists (select 1 from schedule
                                            where workflow = :id and is_active and kind <> 'manual') as scheduled)
                        update workflow
                           set is_scheduled = wanted.scheduled, revision = revision + 1, updated_at = clock_timestamp()
                          from wanted
                         where id = :id and is_scheduled <> wanted.scheduled
                        """).bind("id", workflow).execute();
    }

    static void insert(Handle handle, Schedule schedule) {
        bind(handle.createUpdate("""
                        insert into schedule (id, workflow, created_at, updated_at, created_by, next_run_at, counted_from,
                                              interval_seconds, is_active, kind, missed, overlap, timezone,
                                              cron_expression, name, description, execution_inputs, works_for)
                        values (:id, :workflow, :createdAt, :updatedAt, :createdBy, :nextRunAt::timestamptz, :countedFrom,
                                :intervalSeconds::bigint, :active, :kind, :missed, :overlap, :timezone,
                                :cronExpression, :name, :description, :inputs::json, :worksFor)
                        """), schedule)
                .bind("workflow", schedule.workflow())
                .bind("createdAt", at(schedule.createdAt()))
                .bind("createdBy", schedule.createdBy())
                .execute();
    }

    /// Writes what people may change; the rest stays.
    static void update(Handle handle, Schedule schedule) {
        bind(handle.createUpdate("""
                        update schedule
                           set updated_at = :updatedAt, next_run_at = :nextRunAt::timestamptz, counted_from = :countedFrom,
                               interval_seconds = :intervalSeconds::bigint, is_active = :active, kind = :kind, missed = :missed,
                               overlap = :overlap, timezone = :timezone, cron_expression = :cronExpression,
                               name = :name, description = :description, execution_inputs = :inputs::json,
                               works_for = :worksFor, revision = revision + 1
                         where id = :id
                        """), schedule).execute();
    }

    private static <S extends SqlStatement<S>> S bind(S statement, Schedule schedule) {
        Draft draft = schedule.draft();
        return statement
                .bind("id", schedule.id())
                .bind("updatedAt", at(schedule.updatedAt()))
                .bind("nextRunAt", at(schedule.nextRunAt()))
                .bind("countedFrom", at(schedule.countedFrom()))
                .bind("intervalSeconds", draft.timing() instanceof Timing.Every(long seconds) ? (Long) seconds : null)
                .bind("cronExpression", draft.timing() instanceof Timing.OnCron(String text) ? text : null)
                .bind("active", draft.active())
                .bind("kind", draft.timing().kind())
                .bind("missed", draft.missed().word())
                .bind("overlap", draft.overlap().word())
                .bind("timezone", draft.timezone())
                .bind("name", draft.name())
                .bind("description", draft.description())
                .bind("worksFor", schedule.worksFor())
                .bind("inputs", Json.write(draft.inputs()));
    }

    static void delete(Handle handle, UUID id) {
        handle.createUpdate("delete from schedule where id = :id")
                .bind("id", id)
                .execute();
    }

    /// The schedule, if its workflow was not deleted.
    Optional<Schedule> find(UUID id) {
        return database.with(handle -> handle.createQuery("select " + COLUMNS + """
                          from schedule s join workflow w on w.id = s.workflow
                         where s.id = :id and w.deleted_at is null
                        """)
                .bind("id", id)
                .map((row, _) -> schedule(row))
                .findOne());
    }

    /// The schedule, locked until the end of the transaction.
    static Optional<Schedule> lock(Handle handle, UUID id) {
        return handle.createQuery("select " + COLUMNS + " from schedule s where id = :id for update")
                .bind("id", id)
                .map((row, _) -> schedule(row))
                .findOne();
    }

    /// A schedule whose fires are to be looked at, with its workflow; empty if somebody else has it locked. Locked
    /// until the end of the transaction.
    static Optional<Due> lockIfFree(Handle handle, UUID id) {
        return handle.createQuery("select " + COLUMNS + """
                             , s.created_at as at, w.is_active and w.deleted_at is null as may_run
                          from schedule s join workflow w on w.id = s.workflow
                         where s.id = :id
                           for update of s skip locked
                        """)
                .bind("id", id)
                .map((row, _) -> due(row))
                .findOne();
    }

    /// Schedules whose moment has come, the longest waiting first. They are locked until the end of the transaction;
    /// those that somebody else has locked are left out.
    static List<Due> due(Handle handle, Instant now, int most) {
        return handle.createQuery("select " + COLUMNS + """
                             , s.next_run_at as at, w.is_active and w.deleted_at is null as may_run
                          from schedule s join workflow w on w.id = s.workflow
                         where s.next_run_at <= :now
                         order by s.next_run_at
                         limit :most
                           for update of s skip locked
                        """)
                .bind("now", at(now))
                .bind("most", most)
                .map((row, _) -> due(row))
                .list();
    }

    /// Has schedules fire next at other moments; null for never.
    static void moveOn(Handle handle, List<UUID> ids, List<@Nullable Instant> next) {
        handle.createUpdate("""
                        update schedule set next_run_at = u.next
                          from unnest(:ids, :nexts::timestamptz[]) as u(id, next)
                         where schedule.id = u.id
                        """)
                .bindArray("ids", UUID.class, ids)
                .bindArray(
                        "nexts",
                        String.class,
                        next.stream().map(ScheduleTable::text).toList())
                .execute();
    }

    static void started(Handle handle, UUID id, Instant at, UUID run) {
        handle.createUpdate("""
                        update schedule
                           set last_run_at = :at, last_run_id = :run, last_error = null, last_error_at = null
                         where id = :id
                        """)
                .bind("id", id)
                .bind("at", at(at))
                .bind("run", run)
                .execute();
    }

    static void failed(Handle handle, UUID id, Instant at, String error) {
        handle.createUpdate("update schedule set last_error = :error, last_error_at = :at where id = :id")
                .bind("id", id)
                .bind("at", at(at))
                .bind("error", error.replace('\0', ' '))
                .execute();
    }

    static void skipped(Handle handle, UUID id) {
        handle.createUpdate("update schedule set skipped = skipped + 1 where id = :id")
                .bind("id", id)
                .execute();
    }

    /// When the next schedule fires; empty if none does.
    Optional<Instant> nextMoment() {
        return database.with(handle -> handle.createQuery(
                        "select min(next_run_at) as at from schedule where next_run_at is not null")
                .map((row, _) -> instant(row, "at"))
                .findOne());
    }

    /// The newest first, without those of deleted workflows.
    ///
    /// @param workflow only its schedules; null for those of all
    /// @param active only those that are active, or that are not; null for both
    List<Schedule> list(int skip, int limit, @Nullable UUID workflow, @Nullable Boolean active) {
        return database.with(handle -> handle.createQuery("select " + COLUMNS + WANTED + """
                         order by s.created_at desc, s.id desc
                        offset :skip
                         limit :limit
                        """)
                .bind("workflow", workflow)
                .bind("active", active)
                .bind("skip", skip)
                .bind("limit", limit)
                .map((row, _) -> schedule(row))
                .list());
    }

    private static final String WANTED = """
              from schedule s join workflow w on w.id = s.workflow
             where w.deleted_at is null
               and (:workflow::uuid is null or s.workflow = :workflow::uuid)
               and (:active::boolean is null or s.is_active = :active::boolean)
            """;

    /// How many [#list] would give in all.
    long count(@Nullable UUID workflow, @Nullable Boolean active) {
        return database.with(handle -> handle.createQuery("select count(*)" + WANTED)
                .bind("workflow", workflow)
                .bind("active", active)
                .mapTo(Long.class)
                .one());
    }

    /// Tells all schedulers, once the transaction is committed, that there may be something to do.
    static void announce(Handle handle) {
        handle.createQuery("select pg_notify(:channel, '')::text")
                .bind("channel", Scheduler.CHANNEL)
                .mapTo(String.class)
                .one();
    }

    private static Due due(ResultSet row) throws SQLException {
        return new Due(schedule(row), moment(row, "at"), row.getBoolean("may_run"));
    }

    private static Schedule schedule(ResultSet row) throws SQLException {
        return new Schedule(
                row.getObject("id", UUID.class),
                row.getObject("workflow", UUID.class),
                draft(row),
                moment(row, "created_at"),
                moment(row, "updated_at"),
                row.getString("created_by"),
                row.getString("works_for"),
                row.getInt("revision"),
                moment(row, "counted_from"),
                instant(row, "next_run_at"),
                instant(row, "last_run_at"),
                row.getObject("last_run_id", UUID.class),
                row.getString("last_error"),
                instant(row, "last_error_at"),
                row.getLong("skipped"));
    }

    private static Draft draft(ResultSet row) throws SQLException {
        Timing timing =
                switch (row.getString("kind")) {
                    case "cron" -> new Timing.OnCron(row.getString("cron_expression"));
                    case "interval" -> new Timing.Every(row.getLong("interval_seconds"));
                    default -> new Timing.ByHand();
                };
        return new Draft(
                row.getString("name"),
                row.getString("description"),
                timing,
                row.getString("timezone"),
                (ObjectNode) Json.parse(row.getString("execution_inputs")),
                row.getBoolean("is_active"),
                Missed.find(row.getString("missed")).orElseThrow(),
                Overlap.find(row.getString("overlap")).orElseThrow());
    }

    private static Instant moment(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    private static @Nullable String text(@Nullable Instant moment) {
        return moment == null ? null : moment.toString();
    }

    static @Nullable OffsetDateTime at(@Nullable Instant moment) {
        return moment == null ? null : moment.atOffset(ZoneOffset.UTC);
    }
}
