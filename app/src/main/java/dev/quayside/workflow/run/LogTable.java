package dev.quayside.workflow.run;

import dev.quayside.database.Database;
import dev.quayside.workflow.decider.Call;
import dev.quayside.workflow.journal.Clock;
import dev.quayside.workflow.journal.JournalCodec;
import dev.quayside.workflow.journal.JournalRow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.statement.Query;

/// Journals, read: whole and in order for the engine; for people page by page, filtered, never more than a few
/// megabytes at once.
final class LogTable {
    /// Outputs of steps lie in the rows: a page ends where they add up to this.
    private static final int PAGE_BYTES = 1 << 20;

    /// What level a row's line has; [RunLog] says the same of the entry. Texts are not taken out of the JSON with
    /// PostgreSQL's functions, which refuse every object that holds a NUL somewhere.
    private static final String LEVEL = """
            case when kind = 18 then split_part(left(data::text, 20), '"', 4)
                 when kind = 5 then 'ERROR'
                 when kind = 19 then 'DEBUG'
                 when kind in (2, 6, 11, 15) then 'WARNING'
                 when kind = 7 and data::text = '{"reason":"UPSTREAM_FAILED"}' then 'WARNING'
                 when kind = 17 and data::text not like '%"status":"COMPLETED"}' then 'WARNING'
                 else 'INFO' end
            """;

    private static final String WHERE = """
             where run_id = :run and seq > :after
               and (:level::text is null or :level = (%s))
               and (:step::text is null or step = :step)
            """.formatted(LEVEL);

    private static final String PAGE = """
            select at, started_at, seq, item, kind, attempt, step, data, found
              from (select page.*, count(*) over () as found,
                           coalesce(sum(octet_length(data::text)) over (
                               order by seq ORDER rows between unbounded preceding and 1 preceding), 0) as before
                      from (select at, started_at, seq, item, kind, attempt, step, data
                              from journal WHERE and BEHIND
                             order by seq ORDER limit :most offset :skip) as page) as weighed
             where before < %d
             order by seq ORDER
            """.formatted(PAGE_BYTES).replace("WHERE", WHERE);

    private static final String OLDEST_FIRST =
            PAGE.replace("BEHIND", "seq > :behind").replace("ORDER", "asc");

    private static final String NEWEST_FIRST =
            PAGE.replace("BEHIND", "(:behind = 0 or seq < :behind)").replace("ORDER", "desc");

    private static final Short[] NONE = {};
    private static final Short[] SAID = {JournalCodec.LOG, JournalCodec.PROGRESS};

    /// Rows of a journal.
    ///
    /// @param more whether there are more of those asked for: these are big
    record Rows(List<JournalRow> rows, boolean more) {}

    /// Up to which number somebody knows a run's journal.
    record Known(UUID run, int number) {}

    private record Found(JournalRow row, int all) {}

    private final Database database;

    LogTable(Database database) {
        this.database = database;
    }

    /// Rows that fit a filter.
    ///
    /// @param behind only rows behind that number, in the order asked for; 0 for all
    /// @param most at most so many; at least one, if there is one, however big it is
    Rows rows(UUID run, LogFilter filter, int behind, int skip, int most) {
        List<Found> found = database.with(handle -> bound(
                        handle.createQuery(filter.oldestFirst() ? OLDEST_FIRST : NEWEST_FIRST), run, filter)
                .bind("behind", behind)
                .bind("skip", skip)
                .bind("most", most)
                .map((row, _) -> new Found(journalRow(run, row), row.getInt("found")))
                .list());
        boolean more = !found.isEmpty() && found.size() < found.getFirst().all();
        return new Rows(found.stream().map(Found::row).toList(), more);
    }

    /// How many rows fit a filter.
    int count(UUID run, LogFilter filter) {
        return database.with(handle -> bound(handle.createQuery("select count(*) from journal " + WHERE), run, filter)
                .mapTo(Integer.class)
                .one());
    }

    private static Query bound(Query query, UUID run, LogFilter filter) {
        return query.bind("run", run)
                .bind("after", filter.after())
                .bind("level", filter.level() == null ? null : filter.level().name())
                .bind("step", filter.stepId());
    }

    /// The last row of a journal.
    Optional<JournalRow> last(UUID run) {
        return database.with(handle -> handle.createQuery("""
                        select at, started_at, seq, item, kind, attempt, step, data
                          from journal where run_id = :run order by seq desc limit 1
                        """)
                .bind("run", run)
                .map((row, _) -> journalRow(run, row))
                .findOne());
    }

    /// A run's journal rows after `after`, in order, at most `most`.
    List<JournalRow> journal(UUID run, int after, int most) {
        return journal(run, after, most, NONE);
    }

    /// As [#journal], without the lines that steps wrote and their progress.
    List<JournalRow> happenings(UUID run, int after, int most) {
        return journal(run, after, most, SAID);
    }

    private List<JournalRow> journal(UUID run, int after, int most, Short[] without) {
        return database.with(handle -> handle.createQuery("""
                        select at, started_at, seq, item, kind, attempt, step, data
                          from journal
                         where run_id = :run and seq > :after and kind <> all(:without)
                         order by seq
                         limit :most
                        """)
                .bind("run", run)
                .bind("after", after)
                .bind("most", most)
                .bind("without", without)
                .map((row, _) -> journalRow(run, row))
                .list());
    }

    /// What the steps of a run that are called once said last of how far they are.
    List<JournalRow> progress(UUID run) {
        return database.with(handle -> handle.createQuery("""
                        select distinct on (step) at, started_at, seq, item, kind, attempt, step, data
                          from journal
                         where run_id = :run and kind = :progress and item = :whole
                         order by step, seq desc
                        """)
                .bind("run", run)
                .bind("progress", JournalCodec.PROGRESS)
                .bind("whole", Call.WHOLE)
                .map((row, _) -> journalRow(run, row))
                .list());
    }

    /// The number of a run's last journal row.
    int lastNumber(UUID run) {
        return database.with(
                handle -> handle.createQuery("select coalesce(max(seq), 0) from journal where run_id = :run")
                        .bind("run", run)
                        .mapTo(Integer.class)
                        .one());
    }

    /// Those of the runs whose journals have rows behind what is known of them.
    List<UUID> grown(List<Known> known) {
        return database.with(handle -> handle.createQuery("""
                        select known.run from unnest(:runs, :numbers) as known(run, number)
                         where exists (select 1 from journal where run_id = known.run and seq > known.number)
                        """)
                .bind("runs", known.stream().map(Known::run).toArray(UUID[]::new))
                .bind("numbers", known.stream().map(Known::number).toArray(Integer[]::new))
                .mapTo(UUID.class)
                .list());
    }

    private static JournalRow journalRow(UUID run, ResultSet row) throws SQLException {
        OffsetDateTime started = row.getObject("started_at", OffsetDateTime.class);
        return new JournalRow(
                Clock.micros(row.getObject("at", OffsetDateTime.class).toInstant()),
                started == null ? 0 : Clock.micros(started.toInstant()),
                run,
                row.getInt("seq"),
                row.getInt("item"),
                row.getShort("kind"),
                row.getShort("attempt"),
                row.getString("step"),
                row.getString("data"));
    }
}
