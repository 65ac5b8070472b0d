package dev.quayside.identity.session;

import dev.quayside.event.Actor;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// Sessions, as rows of the table `account_session`.
final class SessionTable {
    private static final String SELECT = """
            select s.id, s.account_id, a.username, a.roles, s.created_at, s.seen_at, s.proved_at, s.factor,
                   s.ip_address, s.user_agent
              from account_session s
              join account a on a.id = s.account_id and a.disabled_at is null
            """;

    private SessionTable() {}

    static void add(Handle handle, UUID id, byte[] hash, UUID account, boolean factor, Actor client, Instant now) {
        handle.createUpdate("""
                        insert into account_session
                               (id, token_hash, account_id, created_at, seen_at, proved_at, factor, ip_address, user_agent)
                        values (:id, :hash, :account, :now, :now, :now, :factor, :address, :agent)
                        """)
                .bind("id", id)
                .bind("hash", hash)
                .bind("account", account)
                .bind("now", at(now))
                .bind("factor", factor)
                .bind("address", client.address())
                .bind("agent", client.agent())
                .execute();
    }

    static Optional<Session> find(Handle handle, byte[] hash) {
        return handle.createQuery(SELECT + " where s.token_hash = :hash")
                .bind("hash", hash)
                .map((row, _) -> session(row))
                .findOne();
    }

    /// The one used last first.
    static List<Session> list(Handle handle, UUID account) {
        return handle.createQuery(SELECT + " where s.account_id = :account order by s.seen_at desc, s.id desc")
                .bind("account", account)
                .map((row, _) -> session(row))
                .list();
    }

    static void touch(Handle handle, UUID id, Instant now) {
        handle.createUpdate("update account_session set seen_at = :now where id = :id and seen_at < :now")
                .bind("id", id)
                .bind("now", at(now))
                .execute();
    }

    /// Gives a session another secret.
    ///
    /// @return whether it is still there
    static boolean renew(Handle handle, UUID id, byte[] hash, boolean factor, Instant now) {
        return handle.createUpdate("""
                                update account_session
                                   set token_hash = :hash, proved_at = :now, seen_at = :now, factor = :factor
                                 where id = :id
                                """)
                        .bind("id", id)
                        .bind("hash", hash)
                        .bind("factor", factor)
                        .bind("now", at(now))
                        .execute()
                == 1;
    }

    static int remove(Handle handle, UUID account, UUID id) {
        return handle.createUpdate("delete from account_session where account_id = :account and id = :id")
                .bind("account", account)
                .bind("id", id)
                .execute();
    }

    static int removeOthers(Handle handle, UUID account, UUID kept) {
        return handle.createUpdate("delete from account_session where account_id = :account and id <> :kept")
                .bind("account", account)
                .bind("kept", kept)
                .execute();
    }

    static int removeAll(Handle handle, UUID account) {
        return handle.createUpdate("delete from account_session where account_id = :account")
                .bind("account", account)
                .execute();
    }

    static int removeEnded(Handle handle, Instant seenBefore, Instant createdBefore) {
        return handle.createUpdate("delete from account_session where seen_at < :seen or created_at < :created")
                .bind("seen", at(seenBefore))
                .bind("created", at(createdBefore))
                .execute();
    }

    private static Session session(ResultSet row) throws SQLException {
        return new Session(
                row.getObject("id", UUID.class),
                row.getObject("account_id", UUID.class),
                row.getString("username"),
                Set.of((String[]) row.getArray("roles").getArray()),
                moment(row, "created_at"),
                moment(row, "seen_at"),
                moment(row, "proved_at"),
                row.getBoolean("factor"),
                row.getString("ip_address"),
                row.getString("user_agent"));
    }

    private static Instant moment(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static OffsetDateTime at(Instant moment) {
        return moment.atOffset(ZoneOffset.UTC);
    }
}
