package dev.quayside.identity.account;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Invitations, as rows of the table `invitation`.
final class InvitationTable {
    private static final long LOCK = 4_711_006;

    private InvitationTable() {}

    /// @param account null for the first administrator's
    record Row(@Nullable UUID account) {}

    static void add(Handle handle, byte[] hash, @Nullable UUID account, Instant expires) {
        handle.createUpdate(
                        "insert into invitation (token_hash, account_id, expires_at) values (:hash, :account::uuid, :expires)")
                .bind("hash", hash)
                .bind("account", account)
                .bind("expires", expires.atOffset(ZoneOffset.UTC))
                .execute();
    }

    static Optional<Row> find(Handle handle, byte[] hash, Instant now) {
        return handle.createQuery("select account_id from invitation where token_hash = :hash and expires_at > :now")
                .bind("hash", hash)
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .map((row, _) -> new Row(row.getObject("account_id", UUID.class)))
                .findOne();
    }

    /// Removes it, if it is there.
    ///
    /// @return whether it was
    static boolean remove(Handle handle, byte[] hash) {
        return handle.createUpdate("delete from invitation where token_hash = :hash")
                        .bind("hash", hash)
                        .execute()
                == 1;
    }

    static void removeOf(Handle handle, UUID account) {
        handle.createUpdate("delete from invitation where account_id = :account")
                .bind("account", account)
                .execute();
    }

    /// Those for a first administrator.
    static void removeFirst(Handle handle) {
        handle.createUpdate("delete from invitation where account_id is null").execute();
    }

    static void removeExpired(Handle handle, Instant now) {
        handle.createUpdate("delete from invitation where expires_at <= :now")
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .execute();
    }

    /// Of several who would become the first administrator at once, one does.
    static void lock(Handle handle) {
        handle.createQuery("select pg_advisory_xact_lock(:lock)::text")
                .bind("lock", LOCK)
                .mapTo(String.class)
                .one();
    }
}
