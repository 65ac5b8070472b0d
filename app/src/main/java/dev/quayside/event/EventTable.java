package dev.quayside.event;

import dev.quayside.base.Json;
import dev.quayside.database.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import tools.jackson.databind.node.ObjectNode;

/// Events, as rows of the table `event`. Those of runs are written by the journal's own statement.
final class EventTable {
    private final Database database;

    EventTable(Database database) {
        this.database = database;
    }

    static void append(Handle handle, Event event) {
        handle.createUpdate("insert into event (type, actor, data) values (:type, :actor::json, :data::json)")
                .bind("type", event.type())
                .bind(
                        "actor",
                        event.actor() == null ? null : Json.write(event.actor().toJson()))
                .bind("data", Json.write(event.resource()))
                .execute();
    }

    List<Recorded> after(Recorded.Position position, int most) {
        return database.with(handle -> handle.createQuery("""
                        select xid::text::bigint as transaction, id, at, type, actor, data
                          from event
                         where (xid, id) > (:transaction::text::xid8, :number)
                           and xid < pg_snapshot_xmin(pg_current_snapshot())
                         order by xid, id
                         limit :most
                        """)
                .bind("transaction", position.transaction())
                .bind("number", position.number())
                .bind("most", most)
                .map((row, _) -> recorded(row))
                .list());
    }

    static List<Recorded> ofActors(Handle handle, Recorded.Position position, int most) {
        return handle.createQuery("""
                        select xid::text::bigint as transaction, id, at, type, actor, data
                          from event
                         where (xid, id) > (:transaction::text::xid8, :number)
                           and xid < pg_snapshot_xmin(pg_current_snapshot())
                           and actor is not null
                         order by xid, id
                         limit :most
                        """)
                .bind("transaction", position.transaction())
                .bind("number", position.number())
                .bind("most", most)
                .map((row, _) -> recorded(row))
                .list();
    }

    Optional<Recorded.Position> newestOfActors() {
        return database.with(handle -> handle.createQuery("""
                        select xid::text::bigint as transaction, id
                          from event
                         where actor is not null
                         order by xid desc, id desc
                         limit 1
                        """)
                .map((row, _) -> new Recorded.Position(row.getLong("transaction"), row.getLong("id")))
                .findOne());
    }

    int remove(Instant before) {
        return database.with(handle -> handle.createUpdate("delete from event where at < :before")
                .bind("before", before.atOffset(ZoneOffset.UTC))
                .execute());
    }

    private static Recorded recorded(ResultSet row) throws SQLException {
        String actor = row.getString("actor");
        return new Recorded(
                new Recorded.Position(row.getLong("transaction"), row.getLong("id")),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                new Event(row.getString("type"), actor == null ? null : Actor.from(Json.parse(actor)), (ObjectNode)
                        Json.parse(row.getString("data"))));
    }
}
