package dev.quayside.storage;

import dev.quayside.storage.blob.BlobKey;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/// How many bytes everybody has, as rows of the table `file_owner`. Its locks are the last that a transaction takes.
final class OwnerTable {
    private OwnerTable() {}

    /// Bytes that somebody has no longer, or never got.
    record Freed(String owner, long bytes) {}

    /// Counts bytes for somebody, and has everybody wait who does the same until the transaction ends.
    ///
    /// @return what they have now
    static long charge(Handle handle, String owner, long bytes) {
        return handle.createQuery("""
                        insert into file_owner (owner, bytes) values (:owner, :bytes)
                        on conflict (owner) do update set bytes = file_owner.bytes + excluded.bytes
                        returning bytes
                        """)
                .bind("owner", owner)
                .bind("bytes", bytes)
                .mapTo(Long.class)
                .one();
    }

    /// Counts bytes for the owner of a blob that arrives. The transaction is not waited for at its end: should the
    /// database crash just then, it never was.
    ///
    /// @return what they have now; empty if the blob was given up meanwhile
    static OptionalLong reserve(Handle handle, BlobKey key, String owner, long bytes) {
        return handle
                .createQuery("""
                        with hurry as (select set_config('synchronous_commit', 'off', true)),
                             arriving as (update blob set owner = :owner, reserved = :bytes
                                            from hurry
                                           where key = :key and state = 'arriving'
                                          returning blob.owner, blob.reserved)
                        insert into file_owner (owner, bytes)
                        select owner, reserved from arriving
                            on conflict (owner) do update set bytes = file_owner.bytes + excluded.bytes
                        returning bytes
                        """)
                .bind("key", key.value())
                .bind("owner", owner)
                .bind("bytes", bytes)
                .mapTo(Long.class)
                .stream()
                .mapToLong(now -> now)
                .findFirst();
    }

    /// Owners in one order for everybody, so that two who free never wait for each other.
    static void free(Handle handle, List<Freed> freed) {
        var byOwner = new TreeMap<String, Long>();
        freed.forEach(some -> byOwner.merge(some.owner(), some.bytes(), Long::sum));
        byOwner.forEach((owner, bytes) -> charge(handle, owner, -bytes));
    }

    static long bytes(Handle handle, String owner) {
        return handle.createQuery("select bytes from file_owner where owner = :owner")
                .bind("owner", owner)
                .mapTo(Long.class)
                .findOne()
                .orElse(0L);
    }
}
