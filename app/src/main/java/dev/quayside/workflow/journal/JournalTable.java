package dev.quayside.workflow.journal;

import dev.quayside.database.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes batches to the tables `journal`, `run`, `signal` and `event`: one statement, one round trip, one transaction.
///
/// Every statement takes the node's row `for key share` and writes nothing if it is gone: who deletes the row waits for
/// the batch under way and has fenced off every later one. The writer's thread owns the connection.
///
/// The session's plans are pinned. A generic plan made while `run` is still empty would join by hash and read the whole
/// table for every batch; with nested loops over the primary key the cost stays what it is on the first day.
final class JournalTable implements AutoCloseable {
    /// Sends uuid, timestamptz, json, text and integer arrays in binary form, and prepares on first use.
    private static final Map<String, String> DRIVER = Map.of(
            "prepareThreshold", "1",
            "binaryTransferEnable", "2951,3807,199,1185,1005,1001,1009,1007,1016",
            "ApplicationName", "quayside-journal");

    private static final Logger LOG = LoggerFactory.getLogger(JournalTable.class);

    private static final String PINS = "set plan_cache_mode = force_generic_plan; set random_page_cost = 1;"
            + " set enable_hashjoin = off; set enable_mergejoin = off; set enable_seqscan = off; set enable_bitmapscan = off";

    private static final String LINES = """
            insert into journal (at, started_at, run_id, seq, item, kind, attempt, step, data)
            select u.at, u.started_at, u.run_id, u.seq, u.item, u.kind, u.attempt, u.step, u.data
              from fence, unnest(?, ?, ?, ?, ?, ?, ?, ?, ?)
                   as u(at, started_at, run_id, seq, item, kind, attempt, step, data)
            """;

    private static final String FENCE = """
            with fence as materialized (select id from node where id = ? for key share)
            """;

    private static final String JOURNAL_ONLY = FENCE + LINES;

    private static final String BORN = """
            , lines as (%s returning 1),
            born as (
                insert into run (id, workflow, version, owner, state, depth, parent, parent_token, executed_by, works_for,
                                 inputs, created_at)
                select b.id, b.workflow, b.version, fence.id, 1, b.depth, b.parent, b.parent_token, b.executed_by,
                       nullif(b.works_for, b.executed_by), b.inputs, b.created_at
                  from fence, unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                       as b(id, workflow, version, depth, parent, parent_token, executed_by, works_for, inputs,
                            created_at)),
            started as (
                insert into event (type, actor, data)
                select 'workflow.execution.start', s.actor,
                       json_build_object('workflow_id', s.workflow, 'execution_id', s.id)
                  from fence, unnest(?, ?, ?) as s(id, workflow, actor)
                 where s.actor is not null)
            """.formatted(LINES);

    /// The place is for a further reason to be claimed at once.
    private static final String MOVED = """
            , moved as (
                update run
                   set state = m.state,
                       owner = null,
                       error = m.error,
                       ended_at = case when m.state >= 10 then m.at end,
                       wake_at = case when m.state >= 10 then null
                                      when run.signalled %s then clock_timestamp()
                                      else m.at end
                  from fence, unnest(?, ?, ?, ?) as m(id, state, at, error)
                 where run.id = m.id and run.owner = fence.id
                returning run.id, run.workflow, run.state)
            """;

    /// Runs that wait for the end of one in this batch are told, and woken. `moved` and `poked` never touch the
    /// same row: a run that leaves and is signalled in one batch is woken by `moved`.
    private static final String PARENTS = """
            , told as (
                insert into signal (run_id, kind, data)
                select t.run_id, 'token', t.data from fence, unnest(?, ?) as t(run_id, data)),
            poked as (
                update run
                   set signalled = true,
                       wake_at = case when run.owner is null then clock_timestamp() else run.wake_at end
                  from fence, (select distinct p.run_id from unnest(?) as p(run_id)) as p
                 where run.id = p.run_id and run.state < 10
                   and not exists (select 1 from unnest(?) as m(id) where m.id = run.id))
            """;

    private static final String NEWS = """
            , news as (
                insert into event (type, data)
                select case moved.state when 10 then 'run.completed' when 11 then 'run.failed' else 'run.cancelled' end,
                       json_build_object('execution_id', moved.id, 'workflow_id', moved.workflow)
                  from moved where moved.state >= 10)
            select (select count(*) from fence) as fenced, (select count(*) from moved) as moved
            """;

    private static final String WITH_MOVES = FENCE + BORN + MOVED.formatted("") + NEWS;

    private static final String WITH_PARENTS = FENCE
            + BORN
            + MOVED.formatted("or exists (select 1 from unnest(?) as s(run_id) where s.run_id = m.id)")
            + PARENTS
            + NEWS;

    private final Database database;
    private final BinaryArray at = BinaryArray.timestamps();
    private final BinaryArray startedAt = BinaryArray.timestamps();
    private final BinaryArray runIds = BinaryArray.uuids();
    private final BinaryArray seqs = BinaryArray.ints();
    private final BinaryArray items = BinaryArray.ints();
    private final BinaryArray kinds = BinaryArray.shorts();
    private final BinaryArray attempts = BinaryArray.shorts();
    private final BinaryArray stepIds = BinaryArray.texts();
    private final BinaryArray datas = BinaryArray.jsons();
    private final RunArrays.Births births = new RunArrays.Births();
    private final RunArrays.Departures departures = new RunArrays.Departures();
    private Connection connection;
    private PreparedStatement journalOnly;
    private PreparedStatement withMoves;
    private PreparedStatement withParents;

    /// Why the journal could not be written.
    static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        /// What it means for the batch.
        enum Kind {
            /// The database is away, or the connection; whether the batch is there is not known.
            AWAY,
            /// The disk is full; the batch is not there.
            DISK_FULL,
            /// The database understood and said no; repeating cannot help.
            REFUSED,
            /// As [#REFUSED]: a number is taken.
            NUMBER_TAKEN
        }

        private final Kind kind;

        Failure(SQLException cause) {
            super(cause.getMessage(), cause);
            this.kind = kind(String.valueOf(cause.getSQLState()));
        }

        private static Kind kind(String state) {
            if (state.equals("53100")) {
                return Kind.DISK_FULL;
            }
            if (state.equals("23505")) {
                return Kind.NUMBER_TAKEN;
            }
            boolean refused = state.startsWith("22") || state.startsWith("23") || state.startsWith("42");
            return refused ? Kind.REFUSED : Kind.AWAY;
        }

        Kind kind() {
            return kind;
        }
    }

    /// How a batch went.
    enum Written {
        /// All of it is durable.
        DURABLE,
        /// Nothing was written: the node's row is gone.
        FENCED,
        /// All of it is durable but for runs that were no longer this node's.
        SOME_LOST
    }

    /// Connects.
    ///
    /// @throws Failure as all methods here
    JournalTable(Database database) {
        this.database = database;
        try {
            this.connection = open();
            this.journalOnly = connection.prepareStatement(JOURNAL_ONLY);
            this.withMoves = connection.prepareStatement(WITH_MOVES);
            this.withParents = connection.prepareStatement(WITH_PARENTS);
        } catch (SQLException e) {
            throw new Failure(e);
        }
    }

    private Connection open() throws SQLException {
        Connection fresh = database.connect(DRIVER);
        try (Statement pins = fresh.createStatement()) {
            pins.execute(PINS);
        } catch (SQLException e) {
            fresh.close();
            throw e;
        }
        return fresh;
    }

    /// Gives up the connection and opens another.
    void reconnect() {
        close();
        try {
            connection = open();
            journalOnly = connection.prepareStatement(JOURNAL_ONLY);
            withMoves = connection.prepareStatement(WITH_MOVES);
            withParents = connection.prepareStatement(WITH_PARENTS);
        } catch (SQLException e) {
            throw new Failure(e);
        }
    }

    /// Writes `batch` for `node`.
    Written write(long node, Batch batch) {
        fillRows(batch);
        try {
            return batch.moves() ? writeMoves(node, batch) : writeRows(node, batch);
        } catch (SQLException e) {
            throw new Failure(e);
        }
    }

    private Written writeRows(long node, Batch batch) throws SQLException {
        journalOnly.setLong(1, node);
        bindRows(journalOnly, 2);
        int written = journalOnly.executeUpdate();
        return written == batch.rows() ? Written.DURABLE : Written.FENCED;
    }

    private Written writeMoves(long node, Batch batch) throws SQLException {
        births.clear();
        departures.clear();
        for (Submission submission : batch.submissions()) {
            if (submission.birth != null) {
                births.add(submission.run, submission.birth);
            }
            if (submission.departure != null) {
                departures.add(submission.run, submission.departure);
            }
        }
        boolean parents = departures.parent.count() > 0;
        PreparedStatement statement = parents ? withParents : withMoves;
        statement.setLong(1, node);
        int next = bindRows(statement, 2);
        next = bind(statement, next, births.id, births.workflow, births.version, births.depth, births.parent);
        next = bind(statement, next, births.parentToken, births.executedBy, births.worksFor);
        next = bind(statement, next, births.inputs, births.createdAt);
        next = bind(statement, next, births.id, births.workflow, births.actor);
        if (parents) {
            next = bind(statement, next, departures.parent);
        }
        next = bind(statement, next, departures.id, departures.state, departures.at, departures.error);
        if (parents) {
            bind(statement, next, departures.parent, departures.outcome, departures.parent, departures.id);
        }
        try (ResultSet counts = statement.executeQuery()) {
            counts.next();
            if (counts.getInt(1) == 0) {
                return Written.FENCED;
            }
            return counts.getInt(2) == departures.id.count() ? Written.DURABLE : Written.SOME_LOST;
        }
    }

    private void fillRows(Batch batch) {
        for (BinaryArray array :
                new BinaryArray[] {at, startedAt, runIds, seqs, items, kinds, attempts, stepIds, datas}) {
            array.clear();
        }
        for (Submission submission : batch.submissions()) {
            for (JournalRow row : submission.rows) {
                at.addMicros(row.atMicros());
                startedAt.addMicros(row.startedMicros());
                runIds.add(row.run());
                seqs.add(row.seq());
                items.add(row.item());
                kinds.add(row.kind());
                attempts.add(row.attempt());
                stepIds.add(row.step());
                datas.add(row.data());
            }
        }
    }

    private int bindRows(PreparedStatement statement, int first) throws SQLException {
        return bind(statement, first, at, startedAt, runIds, seqs, items, kinds, attempts, stepIds, datas);
    }

    private static int bind(PreparedStatement statement, int first, BinaryArray... arrays) throws SQLException {
        int next = first;
        for (BinaryArray array : arrays) {
            statement.setObject(next++, array);
        }
        return next;
    }

    /// Whether a row is there and the node still has its own: tells, after a connection was lost, whether the batch had
    /// been committed.
    boolean landed(long node, JournalRow row) {
        try (PreparedStatement query = connection.prepareStatement("""
                select 1 from journal where run_id = ? and seq = ? and exists (select 1 from node where id = ?)
                """)) {
            query.setObject(1, row.run());
            query.setInt(2, row.seq());
            query.setLong(3, node);
            try (ResultSet found = query.executeQuery()) {
                return found.next();
            }
        } catch (SQLException e) {
            throw new Failure(e);
        }
    }

    /// Whether a run was let go by a node that still has its own row.
    boolean letGo(long node, UUID run) {
        try (PreparedStatement query = connection.prepareStatement("""
                select 1 from run
                 where id = ? and owner is distinct from ? and exists (select 1 from node where id = ?)
                """)) {
            query.setObject(1, run);
            query.setLong(2, node);
            query.setLong(3, node);
            try (ResultSet found = query.executeQuery()) {
                return found.next();
            }
        } catch (SQLException e) {
            throw new Failure(e);
        }
    }

    /// Gives the connection up; one that is broken is gone already.
    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.debug("The journal's connection did not close", e);
        }
    }
}
