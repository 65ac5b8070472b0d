package dev.quayside.workflow.run;

import dev.quayside.base.Json;
import dev.quayside.database.Database;
import dev.quayside.database.Notifications;
import dev.quayside.event.Actor;
import dev.quayside.event.Event;
import dev.quayside.event.Events;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// What others want of runs, as rows of the table `signal`.
final class SignalTable {
    private final Database database;
    private final Events events;

    SignalTable(Database database, Events events) {
        this.database = database;
        this.events = events;
    }

    /// Leaves a signal and wakes the run, whoever has it.
    ///
    /// @param actor who wants it, for the audit
    /// @return false if the run has ended or does not exist; nothing is left then
    boolean send(UUID run, Signal signal, @Nullable Actor actor) {
        boolean sent = database.inTransaction(handle -> {
            if (!mark(handle, run)) {
                return false;
            }
            handle.createUpdate("insert into signal (run_id, kind, data) values (:run, :kind, :data::json)")
                    .bind("run", run)
                    .bind("kind", signal.kind())
                    .bind("data", Json.write(signal.data()))
                    .execute();
            if (actor != null) {
                events.append(handle, asked(handle, run, signal, actor));
            }
            notify(handle, run);
            return true;
        });
        events.appended();
        return sent;
    }

    private static Event asked(Handle handle, UUID run, Signal signal, Actor actor) {
        String workflow = handle.createQuery("select workflow::text from run where id = :run")
                .bind("run", run)
                .mapTo(String.class)
                .one();
        return new Event(
                "workflow.execution." + signal.kind(),
                actor,
                Json.object().put("workflow_id", workflow).put("execution_id", run.toString()));
    }

    /// Marks a run, whoever has it; one that nobody has may be claimed at once.
    private static boolean mark(Handle handle, UUID run) {
        return handle.createUpdate("""
                                update run
                                   set signalled = true,
                                       wake_at = case when owner is null then clock_timestamp() else wake_at end
                                 where id = :run and state < 10
                                """).bind("run", run).execute() == 1;
    }

    private static void notify(Handle handle, UUID run) {
        Notifications.tell(handle, Channels.SIGNAL, run.toString());
        Notifications.tell(handle, Channels.WAKE, "");
    }

    /// Notifies every process that listens.
    void announce(String channel, String payload) {
        database.use(handle -> Notifications.tell(handle, channel, payload));
    }

    /// The signals of a run in the order in which they came, but a cancel first: a run that need not wait its turn
    /// only because it is to be cancelled must not be set going by what was said before. The run stays marked: only
    /// who claims it next takes the mark away, so that a server that dies in between leaves nothing unheard.
    List<Signal> read(UUID run) {
        return database.with(handle -> handle.createQuery("""
                        select id, kind, data from signal where run_id = :run order by kind <> :first, id
                        """)
                .bind("run", run)
                .bind("first", Signal.CANCEL)
                .map((row, _) -> signal(row))
                .list());
    }

    /// Takes signals away that were followed.
    void remove(List<Signal> signals) {
        database.with(handle -> {
            var batch = handle.prepareBatch("delete from signal where id = :id");
            signals.forEach(signal -> batch.bind("id", signal.id()).add());
            return batch.size() == 0 ? new int[0] : batch.execute();
        });
    }

    private static Signal signal(ResultSet row) throws SQLException {
        return new Signal(row.getLong(1), row.getString(2), Json.parse(row.getString(3)));
    }
}
