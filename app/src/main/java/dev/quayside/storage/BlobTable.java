package dev.quayside.storage;

import dev.quayside.storage.blob.BlobKey;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jdbi.v3.core.Handle;

/// The keys given to the store, as rows of the table `blob`.
final class BlobTable {
    private BlobTable() {}

    /// Notes a key before its first byte is stored.
    static void begin(Handle handle, BlobKey key, Instant now) {
        handle.createUpdate("insert into blob (key, state, since) values (:key, 'arriving', :now)")
                .bind("key", key.value())
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .execute();
    }

    /// Says that bytes still come.
    static void touch(Handle handle, BlobKey key, Instant now) {
        handle.createUpdate("update blob set since = :now where key = :key and state = 'arriving'")
                .bind("key", key.value())
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .execute();
    }

    /// Keeps a blob, of which all bytes are there.
    ///
    /// @param reserved bytes that were reserved for it
    /// @return false if it was given up meanwhile, or its reservation is gone
    static boolean keep(Handle handle, BlobKey key, long reserved, Instant now) {
        return handle.createUpdate("""
                                update blob set state = 'kept', since = :now, checked_at = :now
                                 where key = :key and state = 'arriving' and reserved = :reserved
                                """)
                        .bind("key", key.value())
                        .bind("reserved", reserved)
                        .bind("now", now.atOffset(ZoneOffset.UTC))
                        .execute()
                == 1;
    }

    /// Has a blob removed soon, unless it is kept, and gives back what it has reserved.
    static void giveUp(Handle handle, BlobKey key, Instant now) {
        handle.createUpdate("""
                        with gone as (update blob set state = 'doomed', since = :now
                                       where key = :key and state = 'arriving'
                                      returning owner, reserved)
                        update file_owner set bytes = bytes - gone.reserved
                          from gone
                         where file_owner.owner = gone.owner
                        """)
                .bind("key", key.value())
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .execute();
    }

    /// Has a blob removed soon.
    static void doom(Handle handle, BlobKey key, Instant now) {
        handle.createUpdate("update blob set state = 'doomed', since = :now where key = :key")
                .bind("key", key.value())
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .execute();
    }

    /// Gives up what has shown no sign of life since `before`.
    ///
    /// @return what it has reserved, which is to be given back
    static List<OwnerTable.Freed> doomStale(Handle handle, Instant before, Instant now) {
        return handle.createQuery("""
                        with stale as (update blob set state = 'doomed', since = :now
                                        where state = 'arriving' and since < :before
                                       returning owner, reserved)
                        select owner, reserved from stale where reserved > 0
                        """)
                .bind("before", before.atOffset(ZoneOffset.UTC))
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .map((row, _) -> new OwnerTable.Freed(row.getString("owner"), row.getLong("reserved")))
                .list();
    }

    /// Blobs to be removed; others may remove the same.
    static List<BlobKey> doomed(Handle handle, int most) {
        return handle.createQuery("select key from blob where state = 'doomed' order by since limit :most")
                .bind("most", most)
                .map((row, _) -> new BlobKey(row.getString("key")))
                .list();
    }

    /// Forgets a key, and tells whether it was known.
    static boolean forget(Handle handle, BlobKey key) {
        return handle.createUpdate("delete from blob where key = :key")
                        .bind("key", key.value())
                        .execute()
                == 1;
    }

    /// Notes that a blob was looked for.
    ///
    /// @param good whether it is as it was stored
    /// @return whether it has just turned out not to be
    static boolean checked(Handle handle, BlobKey key, boolean good, Instant now) {
        return handle.createQuery("""
                        with before as (select lost_at from blob where key = :key)
                        update blob
                           set checked_at = :now,
                               lost_at = case when :good then null else coalesce(blob.lost_at, :now) end
                          from before
                         where key = :key
                        returning before.lost_at is null and not :good
                        """)
                .bind("key", key.value())
                .bind("good", good)
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .mapTo(Boolean.class)
                .findOne()
                .orElse(false);
    }

    static long lost(Handle handle) {
        return handle.createQuery("select count(*) from blob where lost_at is not null and state = 'kept'")
                .mapTo(Long.class)
                .one();
    }
}
