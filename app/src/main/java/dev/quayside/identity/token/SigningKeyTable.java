package dev.quayside.identity.token;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// The keys that sign our tokens, as rows of the table `signing_key`, and the installation's id beside them.
final class SigningKeyTable {
    /// One process at a time makes or retires a key; the number is ours, and has no other meaning.
    private static final long LOCK = 0x7175_6179_6b65_7901L;

    private SigningKeyTable() {}

    /// A key that signs.
    ///
    /// @param sealed the private key
    record Row(String id, ByteBuffer sealed) {}

    static UUID installation(Handle handle) {
        return handle.createQuery("select id from installation")
                .mapTo(UUID.class)
                .one();
    }

    /// Waits until no other transaction makes or retires a key; held to the end of this one.
    static void lock(Handle handle) {
        handle.createQuery("select pg_advisory_xact_lock(:lock)::text")
                .bind("lock", LOCK)
                .mapTo(String.class)
                .one();
    }

    /// The key that signs now; it is not retired before this transaction ends.
    static Optional<Row> current(Handle handle) {
        return handle.createQuery("select id, private_key from signing_key where retired_at is null for share")
                .map((row, _) -> new Row(row.getString("id"), ByteBuffer.wrap(row.getBytes("private_key"))))
                .findOne();
    }

    static void add(Handle handle, String algorithm, String publicKey, Row row, Instant now) {
        handle.createUpdate("""
                        insert into signing_key (id, algorithm, public_key, private_key, created_at)
                        values (:id, :algorithm, :public::json, :private, :now)
                        """)
                .bind("id", row.id())
                .bind("algorithm", algorithm)
                .bind("public", publicKey)
                .bind("private", row.sealed().array())
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .execute();
    }

    /// Ends the use of the key that signs now; its private half is gone for good.
    static void retire(Handle handle, Instant now) {
        handle.createUpdate("update signing_key set retired_at = :now, private_key = null where retired_at is null")
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .execute();
    }

    /// Public keys, each a JWK: of the key that signs, and of those of which a token is still good.
    static List<String> published(Handle handle, Instant now) {
        return handle.createQuery("""
                        select k.public_key::text
                          from signing_key k
                         where k.retired_at is null
                            or exists (select 1 from issued_token t where t.key_id = k.id and t.expires_at > :now)
                         order by k.created_at desc
                        """)
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .mapTo(String.class)
                .list();
    }

    /// Removes retired keys of which no token is remembered.
    static void removeUnused(Handle handle) {
        handle.execute("""
                delete from signing_key k
                 where k.retired_at is not null and not exists (select 1 from issued_token t where t.key_id = k.id)
                """);
    }
}
