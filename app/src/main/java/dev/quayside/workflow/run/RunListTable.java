package dev.quayside.workflow.run;

import dev.quayside.base.Page;
import dev.quayside.database.Database;
import dev.quayside.workflow.journal.Run;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Lists and counts of runs, read from the table `run`.
final class RunListTable {
    private final Database database;

    RunListTable(Database database) {
        this.database = database;
    }

    /// The newest runs first.
    ///
    /// @param workflow whose runs; null for those of all
    /// @param states as numbers; empty for any
    Page<Run> page(@Nullable UUID workflow, List<Integer> states, int skip, int limit) {
        return page(
                "(:key::uuid is null or workflow = :key::uuid)",
                workflow == null ? null : workflow.toString(),
                states,
                skip,
                limit);
    }

    /// The newest runs first, of some workflows of the program's own that work for somebody.
    ///
    /// @param workflows written into the statement, so that the database sees that the index `run_job` has them all
    Page<Run> page(String worksFor, List<UUID> workflows, List<Integer> states, int skip, int limit) {
        String own = workflows.stream().map(id -> "'" + id + "'").collect(Collectors.joining(", "));
        return page(
                "coalesce(works_for, executed_by) = :key and workflow in (" + own + ")", worksFor, states, skip, limit);
    }

    private Page<Run> page(String condition, @Nullable String key, List<Integer> states, int skip, int limit) {
        String where = " from run where " + condition + (states.isEmpty() ? "" : " and state in (<states>)");
        return database.with(handle -> {
            var count = handle.createQuery("select count(*)" + where).bind("key", key);
            var items = handle.createQuery(
                            "select " + RunTable.COLUMNS + where + " order by id desc offset :skip limit :limit")
                    .bind("key", key)
                    .bind("skip", skip)
                    .bind("limit", limit);
            if (!states.isEmpty()) {
                count.bindList("states", states);
                items.bindList("states", states);
            }
            return new Page<>(
                    count.mapTo(Long.class).one(),
                    items.map((row, _) -> RunTable.run(row)).list(),
                    skip,
                    limit);
        });
    }

    /// How many of the newest runs of some workflows have not ended.
    ///
    /// @param newest of each; an index over open runs would make every end of a run dearer
    int open(List<UUID> workflows, int newest) {
        return database.with(handle -> handle.createQuery("""
                        select count(*)
                          from unnest(:workflows) as w(id),
                               lateral (select state from run where workflow = w.id order by run.id desc limit :newest) as r
                         where r.state < 10
                        """)
                .bind("workflows", workflows.toArray(UUID[]::new))
                .bind("newest", newest)
                .mapTo(Integer.class)
                .one());
    }

    /// How many runs wait to be taken up, and how long the oldest of them has.
    record Waiting(long runs, double oldestSeconds) {}

    Waiting waiting() {
        return database.with(handle -> handle.createQuery("""
                        select count(*), coalesce(extract(epoch from clock_timestamp() - min(wake_at)), 0) from run
                         where owner is null and wake_at <= clock_timestamp()
                        """)
                .map((row, _) -> new Waiting(row.getLong(1), row.getDouble(2)))
                .one());
    }
}
