package dev.quayside.identity.key;

import dev.quayside.identity.Permission;
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
import org.jspecify.annotations.Nullable;

/// Keys, as rows of the table `api_key`.
final class ApiKeyTable {
    private static final String COLUMNS = """
            select k.id, k.beginning, k.subject, k.account_id, k.name, k.permissions, k.created_at, k.expires_at, k.used_at,
                   a.roles
              from api_key k
              left join account a on a.id = k.account_id
            """;

    private ApiKeyTable() {}

    /// A key, and what its owner is.
    ///
    /// @param roles of its owner; null if it belongs to no account
    record Owned(ApiKey key, @Nullable Set<String> roles) {}

    static void add(Handle handle, ApiKey key, byte[] hash) {
        handle.createUpdate("""
                        insert into api_key (id, key_hash, beginning, subject, account_id, name, permissions,
                                             created_at, expires_at)
                        values (:id, :hash, :beginning, :subject, :account::uuid, :name, string_to_array(:permissions, ' '),
                                :created, :expires)
                        """)
                .bind("id", key.id())
                .bind("hash", hash)
                .bind("beginning", key.beginning())
                .bind("subject", key.subject())
                .bind("account", key.account())
                .bind("name", key.name())
                .bind("permissions", Permission.words(key.permissions()))
                .bind("created", at(key.created()))
                .bind("expires", at(key.expires()))
                .execute();
    }

    /// The key with this hash, unless its owner is kept out.
    static Optional<Owned> find(Handle handle, byte[] hash) {
        return handle.createQuery(COLUMNS + " where k.key_hash = :hash and a.disabled_at is null")
                .bind("hash", hash)
                .map((row, _) -> owned(row))
                .findOne();
    }

    /// Newest first.
    ///
    /// @param account whose; null for those of everybody
    static List<ApiKey> list(Handle handle, @Nullable UUID account, int skip, int limit) {
        return handle.createQuery(COLUMNS + """
                         where :account::uuid is null or k.account_id = :account::uuid
                         order by k.created_at desc, k.id desc
                         offset :skip limit :limit
                        """)
                .bind("account", account)
                .bind("skip", skip)
                .bind("limit", limit)
                .map((row, _) -> owned(row).key())
                .list();
    }

    static int count(Handle handle, @Nullable UUID account) {
        return handle.createQuery(
                        "select count(*) from api_key where :account::uuid is null or account_id = :account::uuid")
                .bind("account", account)
                .mapTo(Integer.class)
                .one();
    }

    /// Removes a key.
    ///
    /// @param account whose it has to be; null for anybody's
    static Optional<ApiKey> remove(Handle handle, UUID id, @Nullable UUID account) {
        Optional<ApiKey> found = handle.createQuery(COLUMNS + """
                         where k.id = :id and (:account::uuid is null or k.account_id = :account::uuid)
                           for update of k
                        """)
                .bind("id", id)
                .bind("account", account)
                .map((row, _) -> owned(row).key())
                .findOne();
        found.ifPresent(key -> handle.createUpdate("delete from api_key where id = :id")
                .bind("id", key.id())
                .execute());
        return found;
    }

    static void touch(Handle handle, UUID id, Instant now) {
        handle.createUpdate("update api_key set used_at = :now where id = :id and (used_at is null or used_at < :now)")
                .bind("id", id)
                .bind("now", at(now))
                .execute();
    }

    static void removeExpired(Handle handle, Instant before) {
        handle.createUpdate("delete from api_key where expires_at < :before")
                .bind("before", at(before))
                .execute();
    }

    private static Owned owned(ResultSet row) throws SQLException {
        OffsetDateTime used = row.getObject("used_at", OffsetDateTime.class);
        var roles = row.getArray("roles");
        var key = new ApiKey(
                row.getObject("id", UUID.class),
                row.getString("beginning"),
                row.getString("subject"),
                row.getObject("account_id", UUID.class),
                row.getString("name"),
                Permission.known(List.of((String[]) row.getArray("permissions").getArray())),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("expires_at", OffsetDateTime.class).toInstant(),
                used == null ? null : used.toInstant());
        return new Owned(key, roles == null ? null : Set.of((String[]) roles.getArray()));
    }

    private static OffsetDateTime at(Instant moment) {
        return moment.atOffset(ZoneOffset.UTC);
    }
}
