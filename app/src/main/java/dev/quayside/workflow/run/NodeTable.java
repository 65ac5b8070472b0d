package dev.quayside.workflow.run;

import dev.quayside.database.Database;
import java.time.Duration;

/// Nodes, as rows of the table `node`: each row is a process's right to write.
final class NodeTable {
    private final Database database;

    NodeTable(Database database) {
        this.database = database;
    }

    /// Adds a node.
    ///
    /// @return its id, greater than any before
    long register(String name, Duration lease) {
        return database.with(handle -> handle.createQuery("""
                        insert into node (name, lease_until)
                        values (:name, clock_timestamp() + :millis * interval '1 millisecond')
                        returning id
                        """)
                .bind("name", name)
                .bind("millis", lease.toMillis())
                .mapTo(Long.class)
                .one());
    }

    /// Extends a lease.
    ///
    /// @return false if the node has lost its row: others took its runs
    boolean renew(long node, Duration lease) {
        return database.with(handle -> handle.createUpdate("""
                        update node set lease_until = clock_timestamp() + :millis * interval '1 millisecond'
                         where id = :id
                        """)
                        .bind("id", node)
                        .bind("millis", lease.toMillis())
                        .execute()
                == 1);
    }

    /// Ends the right of every node whose lease is over; waits for a batch that such a node may be writing.
    ///
    /// @return how many
    int buryExpired() {
        return database.with(handle -> handle.execute("delete from node where lease_until < clock_timestamp()"));
    }

    /// Ends the right of every node: right after this process started the database itself, none can be alive.
    int buryAll() {
        return database.with(handle -> handle.execute("delete from node"));
    }

    /// Whether any node has a lease that is not over.
    boolean othersAlive() {
        return database.with(
                handle -> handle.createQuery("select exists (select 1 from node where lease_until > clock_timestamp())")
                        .mapTo(Boolean.class)
                        .one());
    }

    void remove(long node) {
        database.use(handle -> handle.execute("delete from node where id = ?", node));
    }

    /// Sets the runs of nodes that are gone free for others.
    ///
    /// @return how many
    int freeOrphans() {
        return database.with(handle -> handle.execute("""
                update run
                   set owner = null, recovered = true, wake_at = clock_timestamp()
                 where owner is not null
                   and not exists (select 1 from node where node.id = run.owner)
                """));
    }
}
