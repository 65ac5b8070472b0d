package dev.quayside.workflow.run;

import dev.quayside.database.Database;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.statement.Query;

/// Journals, read for people: page by page, filtered, never more than a few megabytes at once.
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

    /// Rows of a journal.
    ///
    /// @param more whether there are more of those asked for: these are big
    record Rows(List<JournalRow> rows, boolean more) {}

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
                .map((row, _) -> new Found(RunTable.journalRow(run, row), row.getInt("found")))
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
                .map((row, _) -> RunTable.journalRow(run, row))
                .findOne());
    }
}
