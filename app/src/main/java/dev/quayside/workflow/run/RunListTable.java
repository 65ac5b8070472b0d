package dev.quayside.workflow.run;

import dev.quayside.base.Page;
import dev.quayside.database.Database;
import dev.quayside.workflow.journal.Run;
import java.util.List;
import java.util.UUID;
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
        String where = " from run where (:workflow::uuid is null or workflow = :workflow::uuid)"
                + (states.isEmpty() ? "" : " and state in (<states>)");
        return database.with(handle -> {
            var count = handle.createQuery("select count(*)" + where).bind("workflow", workflow);
            var items = handle.createQuery(
                            "select " + RunTable.COLUMNS + where + " order by id desc offset :skip limit :limit")
                    .bind("workflow", workflow)
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
