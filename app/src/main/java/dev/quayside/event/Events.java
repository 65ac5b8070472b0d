package dev.quayside.event;

import dev.quayside.database.Database;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jdbi.v3.core.Handle;

/// The event log. Safe for several threads.
///
/// An event is written in the transaction of the change that it tells of: it is there if and only if the change is.
/// Readers follow in the order of commits and never skip one.
public final class Events {
    private final Database database;
    private final EventTable table;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    public Events(Database database) {
        this.database = database;
        this.table = new EventTable(database);
    }

    /// Writes an event in the transaction of `handle`; call [#appended] after it was committed.
    public void append(Handle handle, Event event) {
        EventTable.append(handle, event);
    }

    /// Writes an event that belongs to no change in the database, such as a login.
    public void record(Event event) {
        database.use(handle -> EventTable.append(handle, event));
        appended();
    }

    /// Events after a position, in the order of their commits. Those that came later than a transaction that is still
    /// under way are not shown yet: it may write one that belongs before them.
    public List<Recorded> after(Recorded.Position position, int most) {
        return table.after(position, most);
    }

    /// As [#after], of what somebody did, in the transaction of `handle`.
    public List<Recorded> ofActors(Handle handle, Recorded.Position position, int most) {
        return EventTable.ofActors(handle, position, most);
    }

    /// Where the newest event of what somebody did stands; [#ofActors] may show it only later.
    public Optional<Recorded.Position> newestOfActors() {
        return table.newestOfActors();
    }

    /// Removes events that are older than `before`; what was to be kept of them, its reader has kept.
    ///
    /// @return how many
    public int remove(Instant before) {
        return table.remove(before);
    }

    /// Has `listener` called whenever this process has written events: at once, on the thread that wrote, so it has to
    /// be quick. What other processes write is not told.
    public void listen(Runnable listener) {
        listeners.add(listener);
    }

    /// Tells the listeners that something was committed.
    public void appended() {
        listeners.forEach(Runnable::run);
    }
}
