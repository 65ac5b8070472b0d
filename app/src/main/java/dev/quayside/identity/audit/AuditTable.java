package dev.quayside.identity.audit;

import dev.quayside.event.Recorded;
import dev.quayside.identity.audit.Chain.Head;
import dev.quayside.identity.audit.Chain.Link;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The audit, as rows of the table `audit_log`, and its end, the one row of `audit_head`.
final class AuditTable {
    /// One process at a time chains; the number is ours, and has no other meaning.
    private static final long LOCK = 0x7175_6179_6175_6469L;

    private static final String COLUMNS =
            "n, id, at, event_type, user_id, ip_address, user_agent, resource_data::text as resource";
    private static final char SEPARATOR = '\u001f';

    private AuditTable() {}

    /// A row as it is found.
    ///
    /// @param ids as kept in `resource_ids`
    record Row(Link link, List<String> ids) {
        Row {
            ids = List.copyOf(ids);
        }
    }

    /// The end as it is found.
    record KeptHead(Head head, String seal) {}

    /// What the two tables say about the end, at one moment.
    ///
    /// @param last the highest number of a row; 0 if there is none
    record End(Optional<KeptHead> kept, long last) {}

    /// Waits until no other transaction chains; held to the end of this one.
    static void lock(Handle handle) {
        handle.createQuery("select pg_advisory_xact_lock(:lock)::text")
                .bind("lock", LOCK)
                .mapTo(String.class)
                .one();
    }

    static End end(Handle handle) {
        return handle.createQuery("""
                        select h.rows, encode(h.hash, 'hex') as hash, encode(h.seal, 'hex') as seal,
                               h.event_xid::text::bigint as transaction, h.event_id,
                               coalesce((select max(n) from audit_log), 0) as last
                          from (select 1) as always left join audit_head h on true
                        """)
                .map((row, _) -> new End(
                        row.getString("hash") == null
                                ? Optional.empty()
                                : Optional.of(new KeptHead(
                                        new Head(
                                                row.getLong("rows"),
                                                row.getString("hash"),
                                                new Recorded.Position(
                                                        row.getLong("transaction"), row.getLong("event_id"))),
                                        row.getString("seal"))),
                        row.getLong("last")))
                .one();
    }

    /// The hash of a row, in hex.
    static Optional<String> hash(Handle handle, long n) {
        return handle.createQuery("select encode(hash, 'hex') from audit_log where n = :n")
                .bind("n", n)
                .mapTo(String.class)
                .findOne();
    }

    static void add(Handle handle, List<Link> links) {
        handle.createUpdate("""
                        insert into audit_log (n, id, at, event_type, user_id, ip_address, user_agent, resource_data,
                                               resource_ids, hash, seal)
                        select n, id, at::timestamptz, type, user_id, address, agent, resource::json,
                               string_to_array(ids, :separator), decode(hash, 'hex'), decode(seal, 'hex')
                          from unnest(:n, :id, :at, :type, :user, :address, :agent, :resource, :ids, :hash, :seal)
                            as t(n, id, at, type, user_id, address, agent, resource, ids, hash, seal)
                        """)
                .bind("separator", String.valueOf(SEPARATOR))
                .bindArray("n", Long.class, column(links, link -> link.entry().n()))
                .bindArray("id", UUID.class, column(links, link -> link.entry().id()))
                .bindArray(
                        "at",
                        String.class,
                        column(links, link -> link.entry().at().toString()))
                .bindArray(
                        "type", String.class, column(links, link -> link.entry().type()))
                .bindArray(
                        "user", String.class, column(links, link -> link.entry().user()))
                .bindArray(
                        "address",
                        String.class,
                        column(links, link -> link.entry().address()))
                .bindArray(
                        "agent",
                        String.class,
                        column(links, link -> link.entry().agent()))
                .bindArray(
                        "resource",
                        String.class,
                        column(links, link -> link.entry().resource()))
                .bindArray(
                        "ids",
                        String.class,
                        column(
                                links,
                                link -> String.join(
                                        String.valueOf(SEPARATOR), link.entry().resourceIds())))
                .bindArray("hash", String.class, column(links, Link::hash))
                .bindArray("seal", String.class, column(links, Link::seal))
                .execute();
    }

    static void setHead(Handle handle, Head head, String seal) {
        handle.createUpdate("""
                        insert into audit_head (rows, hash, seal, event_xid, event_id)
                        values (:rows, decode(:hash, 'hex'), decode(:seal, 'hex'), :transaction::text::xid8, :number)
                        on conflict (only_row) do update
                           set rows = excluded.rows, hash = excluded.hash, seal = excluded.seal,
                               event_xid = excluded.event_xid, event_id = excluded.event_id
                        """)
                .bind("rows", head.rows())
                .bind("hash", head.hash())
                .bind("seal", seal)
                .bind("transaction", head.read().transaction())
                .bind("number", head.read().number())
                .execute();
    }

    /// Rows after a number, in order.
    static List<Row> after(Handle handle, long n, int most) {
        return handle.createQuery("select " + COLUMNS + """
                        , array_to_string(resource_ids, :separator) as ids,
                               encode(hash, 'hex') as hash, encode(seal, 'hex') as seal
                          from audit_log
                         where n > :n
                         order by n
                         limit :most
                        """)
                .bind("separator", String.valueOf(SEPARATOR))
                .bind("n", n)
                .bind("most", most)
                .map((row, _) -> new Row(
                        new Link(entry(row), row.getString("hash"), row.getString("seal")),
                        row.getString("ids").isEmpty()
                                ? List.of()
                                : List.of(row.getString("ids").split(String.valueOf(SEPARATOR), -1))))
                .list();
    }

    /// Newest first.
    static List<AuditEntry> list(Handle handle, AuditFilter filter, int skip, int limit) {
        Map<String, Object> values = new LinkedHashMap<>();
        return handle.createQuery("select " + COLUMNS + " from audit_log" + where(filter, values)
                        + " order by n desc offset :skip limit :limit")
                .bindMap(values)
                .bind("skip", skip)
                .bind("limit", limit)
                .map((row, _) -> entry(row))
                .list();
    }

    static long count(Handle handle, AuditFilter filter) {
        Map<String, Object> values = new LinkedHashMap<>();
        return handle.createQuery("select count(*) from audit_log" + where(filter, values))
                .bindMap(values)
                .mapTo(Long.class)
                .one();
    }

    static Optional<AuditEntry> find(Handle handle, UUID id) {
        return handle.createQuery("select " + COLUMNS + " from audit_log where id = :id")
                .bind("id", id)
                .map((row, _) -> entry(row))
                .findOne();
    }

    private static String where(AuditFilter filter, Map<String, Object> values) {
        List<String> conditions = new ArrayList<>();
        if (filter.type() != null) {
            conditions.add("event_type = :type");
            values.put("type", filter.type());
        }
        if (filter.user() != null) {
            conditions.add("left(user_id, 200) = left(:user, 200) and user_id = :user");
            values.put("user", filter.user());
        }
        if (filter.start() != null) {
            conditions.add("at >= :start");
            values.put("start", at(filter.start()));
        }
        if (filter.end() != null) {
            conditions.add("at <= :end");
            values.put("end", at(filter.end()));
        }
        if (filter.resourceId() != null) {
            conditions.add("resource_ids @> array[:resource]::text[]");
            values.put("resource", filter.resourceId());
        }
        return conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
    }

    private static OffsetDateTime at(Instant moment) {
        return moment.atOffset(ZoneOffset.UTC);
    }

    private static <T extends @Nullable Object> List<T> column(List<Link> links, Function<Link, T> value) {
        List<T> column = new ArrayList<>(links.size());
        links.forEach(link -> column.add(value.apply(link)));
        return column;
    }

    private static AuditEntry entry(ResultSet row) throws SQLException {
        return new AuditEntry(
                row.getLong("n"),
                row.getObject("id", UUID.class),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getString("event_type"),
                row.getString("user_id"),
                row.getString("ip_address"),
                row.getString("user_agent"),
                row.getString("resource"));
    }
}
