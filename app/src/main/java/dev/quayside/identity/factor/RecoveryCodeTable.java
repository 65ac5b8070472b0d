package dev.quayside.identity.factor;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// Recovery codes, as rows of the table `recovery_code`.
final class RecoveryCodeTable {
    private RecoveryCodeTable() {}

    static void add(Handle handle, UUID account, byte[] hash) {
        handle.createUpdate("insert into recovery_code (account_id, code_hash) values (:account, :hash)")
                .bind("account", account)
                .bind("hash", hash)
                .execute();
    }

    static boolean use(Handle handle, UUID account, byte[] hash, Instant now) {
        return handle.createUpdate("""
                                update recovery_code
                                   set used_at = :now
                                 where account_id = :account and code_hash = :hash and used_at is null
                                """)
                        .bind("account", account)
                        .bind("hash", hash)
                        .bind("now", now.atOffset(ZoneOffset.UTC))
                        .execute()
                == 1;
    }

    static int left(Handle handle, UUID account) {
        return handle.createQuery("select count(*) from recovery_code where account_id = :account and used_at is null")
                .bind("account", account)
                .mapTo(Integer.class)
                .one();
    }

    static void remove(Handle handle, UUID account) {
        handle.createUpdate("delete from recovery_code where account_id = :account")
                .bind("account", account)
                .execute();
    }
}
