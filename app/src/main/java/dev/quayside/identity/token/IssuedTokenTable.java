package dev.quayside.identity.token;

import dev.quayside.identity.Permission;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Tokens of ours, as rows of the table `issued_token`.
final class IssuedTokenTable {
    private static final String COLUMNS = "id, subject, name, permissions, created_at, expires_at, revoked_at";

    private IssuedTokenTable() {}

    static void add(Handle handle, IssuedToken token, String keyId) {
        handle.createUpdate("""
                        insert into issued_token (id, key_id, subject, name, permissions, created_at, expires_at)
                        values (:id, :key, :subject, :name, string_to_array(:permissions, ' '), :created, :expires)
                        """)
                .bind("id", token.id())
                .bind("key", keyId)
                .bind("subject", token.subject())
                .bind("name", token.name())
                .bind("permissions", Permission.words(token.permissions()))
                .bind("created", at(token.created()))
                .bind("expires", at(token.expires()))
                .execute();
    }

    /// Newest first.
    static List<IssuedToken> list(Handle handle, int skip, int limit) {
        return handle.createQuery("select " + COLUMNS + """
                          from issued_token
                         order by created_at desc, id desc
                         offset :skip limit :limit
                        """.indent(1))
                .bind("skip", skip)
                .bind("limit", limit)
                .map((row, _) -> token(row))
                .list();
    }

    static long count(Handle handle) {
        return handle.createQuery("select count(*) from issued_token")
                .mapTo(Long.class)
                .one();
    }

    /// Takes back every token that is good and has this id or this name.
    ///
    /// @param id null if what was given is no id
    static List<IssuedToken> revoke(Handle handle, @Nullable UUID id, @Nullable String name, Instant now) {
        return handle.createQuery("""
                        update issued_token set revoked_at = :now
                         where (id = :id::uuid or name = :name) and revoked_at is null and expires_at > :now
                        returning\s""" + COLUMNS)
                .bind("id", id)
                .bind("name", name)
                .bind("now", at(now))
                .map((row, _) -> token(row))
                .list();
    }

    static boolean exists(Handle handle, @Nullable UUID id, @Nullable String name) {
        return handle.createQuery("select exists (select 1 from issued_token where id = :id::uuid or name = :name)")
                .bind("id", id)
                .bind("name", name)
                .mapTo(Boolean.class)
                .one();
    }

    /// The ids of tokens that were taken back and would be good otherwise.
    static Set<String> revoked(Handle handle, Instant now) {
        return handle.createQuery(
                        "select id::text from issued_token where revoked_at is not null and expires_at > :now")
                .bind("now", at(now))
                .mapTo(String.class)
                .set();
    }

    static int removeExpired(Handle handle, Instant before) {
        return handle.createUpdate("delete from issued_token where expires_at < :before")
                .bind("before", at(before))
                .execute();
    }

    private static IssuedToken token(ResultSet row) throws SQLException {
        Array permissions = row.getArray("permissions");
        OffsetDateTime revoked = row.getObject("revoked_at", OffsetDateTime.class);
        return new IssuedToken(
                row.getObject("id", UUID.class),
                row.getString("subject"),
                row.getString("name"),
                Permission.known(List.of((String[]) permissions.getArray())),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("expires_at", OffsetDateTime.class).toInstant(),
                revoked == null ? null : revoked.toInstant());
    }

    private static OffsetDateTime at(Instant moment) {
        return moment.atOffset(ZoneOffset.UTC);
    }
}
