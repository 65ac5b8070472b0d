package dev.quayside;

import dev.quayside.base.Pause;
import dev.quayside.database.Database;
import dev.quayside.database.DatabaseUrl;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Decides whether everything that was promised holds, from the database and from what the world outside has seen.
///
/// While servers die it watches that no terminal state changes. Safe for several threads.
final class FaultChecker implements AutoCloseable {
    private static final String INCOMPLETE = "did not complete";
    private static final int MOST_WORDS = 300;
    private static final Pattern RUN_ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final Map<String, FaultCluster.Accepted> accepted;
    private final FaultEffects effects;
    private final Map<UUID, Integer> terminal = new ConcurrentHashMap<>();
    private final ConcurrentLinkedDeque<String> changed = new ConcurrentLinkedDeque<>();
    private final ConcurrentLinkedDeque<String> words = new ConcurrentLinkedDeque<>();
    private final Set<String> mayFail = ConcurrentHashMap.newKeySet();
    private volatile @Nullable DatabaseUrl url;
    private @Nullable Thread watcher;
    private volatile boolean closing;

    FaultChecker(Map<String, FaultCluster.Accepted> accepted, FaultEffects effects) {
        this.accepted = accepted;
        this.effects = effects;
    }

    /// Begins to watch; called again where the database has moved.
    synchronized void start(DatabaseUrl where) {
        url = where;
        if (watcher == null) {
            watcher = Thread.startVirtualThread(this::watch);
        }
    }

    /// A run that need not complete.
    void mayFail(UUID run) {
        mayFail.add(run.toString());
    }

    /// A server said something.
    void said(String line) {
        words.add(line);
        if (words.size() > MOST_WORDS) {
            String _ = words.pollFirst();
        }
    }

    String lastWords() {
        return String.join("\n", words);
    }

    private void watch() {
        while (!closing) {
            try (Connection connection = connect()) {
                while (!closing) {
                    look(connection);
                    FaultCluster.sleep(Duration.ofMillis(150));
                }
            } catch (SQLException _) {
                FaultCluster.sleep(Duration.ofMillis(150));
            }
        }
    }

    private void look(Connection connection) throws SQLException {
        for (List<String> row : rows(connection, "select id, state from run where state >= 10")) {
            UUID run = UUID.fromString(row.getFirst());
            Integer before = terminal.putIfAbsent(run, Integer.valueOf(row.get(1)));
            if (before != null && !before.equals(Integer.valueOf(row.get(1)))) {
                changed.add("run " + run + " was " + before + " and is " + row.get(1));
            }
        }
        for (List<String> row : rows(connection, "select count(*) from run where state >= 10")) {
            if (Integer.parseInt(row.getFirst()) < terminal.size()) {
                changed.add("ended runs were " + terminal.size() + " and are " + row.getFirst());
            }
        }
    }

    /// How many runs have not ended, among them those that were accepted and are not there.
    int open() {
        try (Connection connection = connect()) {
            int open = Integer.parseInt(rows(connection, "select count(*) from run where state < 10")
                    .getFirst()
                    .getFirst());
            return open + missing(connection).size();
        } catch (SQLException _) {
            return Integer.MAX_VALUE;
        }
    }

    /// Some of the runs that have not ended.
    List<UUID> openRuns() {
        return query("select id from run where state < 10 order by id limit 4").stream()
                .map(row -> UUID.fromString(row.getFirst()))
                .toList();
    }

    /// The journal of a run with its row and its signals.
    String journal(UUID run) {
        StringBuilder text = new StringBuilder();
        for (String sql : List.of(
                "select state, owner, wake_at, signalled, recovered from run where id = '" + run + "'",
                "select * from signal where run_id = '" + run + "'",
                "select at, seq, kind, step, item, attempt, left(data::text, 150) from journal where run_id = '" + run
                        + "' order by seq",
                "select id, lease_until from node")) {
            query(sql)
                    .forEach(row ->
                            text.append("   ").append(String.join(" | ", row)).append('\n'));
        }
        return text.toString();
    }

    private List<String> missing(Connection connection) throws SQLException {
        List<String> there = rows(connection, "select id from run").stream()
                .map(List::getFirst)
                .toList();
        var known = new java.util.HashSet<>(there);
        return accepted.values().stream()
                .map(run -> run.run().toString())
                .filter(run -> !known.contains(run))
                .toList();
    }

    /// @throws AssertionError naming everything that is wrong
    void check() {
        List<String> violations = violations();
        if (!violations.isEmpty()) {
            wrongRuns(violations).forEach(run -> said(run + ":\n" + journal(run)));
            throw new AssertionError(String.join("\n", violations) + "\n" + lastWords());
        }
    }

    /// The first few runs that violations name.
    private static List<UUID> wrongRuns(List<String> violations) {
        return violations.stream()
                .flatMap(text -> RUN_ID.matcher(text).results())
                .map(found -> UUID.fromString(found.group()))
                .distinct()
                .limit(3)
                .toList();
    }

    /// Everything that is wrong; empty if all promises were kept.
    List<String> violations() {
        List<String> wrong = new ArrayList<>(changed);
        try (Connection connection = connect()) {
            missing(connection).forEach(run -> wrong.add("accepted and not there: " + run));
            for (Rule rule : RULES) {
                rows(connection, rule.sql).stream()
                        .filter(row -> !rule.what.equals(INCOMPLETE) || !mayFail.contains(row.getFirst()))
                        .forEach(row -> wrong.add(rule.what + ": " + row));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        accepted.forEach((load, run) -> run.kind().effects(load).forEach(effect -> {
            if (!effects.seen().containsKey(effect)) {
                wrong.add("never had its effect: " + effect + " of " + run);
            }
        }));
        effects.seen().forEach((effect, keys) -> {
            if (keys.size() != 1) {
                wrong.add("had its effect under several keys: " + effect + " " + keys);
            }
        });
        return wrong;
    }

    /// A query that finds nothing where all is well.
    private record Rule(String what, String sql) {}

    private static final List<Rule> RULES = List.of(
            new Rule("has not ended", "select id, state from run where state < 10"),
            new Rule(INCOMPLETE, "select id, state, error from run where state > 10"),
            new Rule("ended and owned", "select id, owner from run where owner is not null"),
            new Rule("owned by a dead node", """
                    select id, owner from run
                     where owner is not null and not exists (select 1 from node where node.id = run.owner)
                    """),
            new Rule("numbers with a gap", """
                    select run_id, count(*), min(seq), max(seq) from journal
                     group by run_id having count(*) <> max(seq) or min(seq) <> 1
                    """),
            new Rule("rows without a run", """
                    select distinct run_id from journal where not exists (select 1 from run where run.id = run_id)
                    """),
            new Rule("not one last row that says how it ended", """
                    select run.id, run.state, count(ended.seq)
                      from run left join journal ended on ended.run_id = run.id and ended.kind = 17
                     group by run.id, run.state
                    having count(ended.seq) <> 1
                        or max(ended.seq) <> (select max(seq) from journal where run_id = run.id)
                        or max(case ended.data ->> 'status' when 'COMPLETED' then 10 when 'FAILED' then 11
                                    when 'CANCELLED' then 12 end) <> run.state
                    """),
            new Rule("not one event that says how it ended", """
                    select run.id, run.state, count(event.id)
                      from run left join event on event.type like 'run.%' and event.data ->> 'execution_id' = run.id::text
                     group by run.id, run.state
                    having count(event.id) <> 1
                        or max(case event.type when 'run.completed' then 10 when 'run.failed' then 11
                                    when 'run.cancelled' then 12 end) <> run.state
                    """),
            new Rule("a step that succeeded twice", """
                    select run_id, step, item, count(*) from journal where kind = 4
                     group by run_id, step, item having count(*) > 1
                    """),
            new Rule("a wish nobody followed", """
                    select signal.id, signal.run_id, signal.kind from signal join run on run.id = signal.run_id
                     where run.state < 10 or signal.kind <> 'token'
                    """));

    /// Changes the database behind everybody's back.
    void tamper(String sql) {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.execute();
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    List<List<String>> query(String sql) {
        try (Connection connection = connect()) {
            return rows(connection, sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private Connection connect() throws SQLException {
        DatabaseUrl where = url;
        if (where == null) {
            throw new SQLException("no database yet");
        }
        return new Database(where, 3, Pause.REAL).connect(Map.of());
    }

    private static List<List<String>> rows(Connection connection, String sql) throws SQLException {
        List<List<String>> rows = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
                    row.add(String.valueOf(result.getString(column)));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    @Override
    public void close() {
        closing = true;
    }
}
