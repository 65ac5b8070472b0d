package dev.quayside.document.queue;

import dev.quayside.base.Sha256;
import dev.quayside.database.Database;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;

/// Signatures that callbacks have shown, as rows of the table `webhook_seen`.
final class SeenSignatureTable {
    private final Database database;

    SeenSignatureTable(Database database) {
        this.database = database;
    }

    /// Notes a signature, and forgets those from before `old`, which are no good any more.
    ///
    /// @return whether it was not there
    boolean add(String signature, Instant now, Instant old) {
        return database.inTransaction(handle -> {
            handle.createUpdate("delete from webhook_seen where at < :old")
                    .bind("old", old.atOffset(ZoneOffset.UTC))
                    .execute();
            return handle.createUpdate("""
                            insert into webhook_seen (signature_hash, at) values (:hash, :now)
                            on conflict (signature_hash) do nothing
                            """)
                            .bind("hash", hash(signature))
                            .bind("now", now.atOffset(ZoneOffset.UTC))
                            .execute()
                    == 1;
        });
    }

    void remove(String signature) {
        database.use(handle -> handle.createUpdate("delete from webhook_seen where signature_hash = :hash")
                .bind("hash", hash(signature))
                .execute());
    }

    private static byte[] hash(String signature) {
        return Sha256.digest().digest(signature.getBytes(StandardCharsets.UTF_8));
    }
}
