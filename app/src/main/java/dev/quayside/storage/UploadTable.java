package dev.quayside.storage;

import dev.quayside.storage.blob.BlobKey;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// Uploads in pieces, as rows of the tables `upload` and `upload_piece`.
final class UploadTable {
    private UploadTable() {}

    static void add(Handle handle, Upload upload) {
        handle.createUpdate("""
                        insert into upload (id, owner, name, size, expires_at)
                        values (:id, :owner, :name, :size, :expires)
                        """)
                .bind("id", upload.id())
                .bind("owner", upload.owner())
                .bind("name", upload.name())
                .bind("size", upload.size())
                .bind("expires", upload.expires().atOffset(ZoneOffset.UTC))
                .execute();
    }

    static long count(Handle handle, String owner) {
        return handle.createQuery("select count(*) from upload where owner = :owner and file_id is null")
                .bind("owner", owner)
                .mapTo(Long.class)
                .one();
    }

    static Optional<Upload> find(Handle handle, String owner, UUID id, Instant now) {
        return handle.createQuery("""
                        select id, owner, name, size, expires_at, file_id,
                               (select coalesce(sum(piece.size), 0) from upload_piece piece where upload_id = id)
                                   as received
                          from upload
                         where id = :id and owner = :owner and expires_at > :now
                        """)
                .bind("id", id)
                .bind("owner", owner)
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .map((row, _) -> new Upload(
                        row.getObject("id", UUID.class),
                        row.getString("owner"),
                        row.getString("name"),
                        row.getLong("size"),
                        row.getObject("file_id") == null ? row.getLong("received") : row.getLong("size"),
                        row.getObject("expires_at", OffsetDateTime.class).toInstant(),
                        row.getObject("file_id", Long.class)))
                .findOne();
    }

    /// Adds a piece where the upload has come to.
    ///
    /// @return false if another was added there, or the upload is gone
    static boolean addPiece(Handle handle, Upload upload, long size, BlobKey key, Instant expires) {
        boolean there = handle.createUpdate("""
                                update upload set expires_at = :expires
                                 where id = :id and file_id is null and finishing_at is null
                                """)
                        .bind("id", upload.id())
                        .bind("expires", expires.atOffset(ZoneOffset.UTC))
                        .execute()
                == 1;
        return there
                && handle.createUpdate("""
                                        insert into upload_piece (upload_id, start, size, blob_key)
                                        values (:id, :start, :size, :key)
                                        on conflict do nothing
                                        """)
                                .bind("id", upload.id())
                                .bind("start", upload.offset())
                                .bind("size", size)
                                .bind("key", key.value())
                                .execute()
                        == 1;
    }

    /// In their order.
    static List<BlobKey> pieces(Handle handle, UUID id) {
        return handle.createQuery("select blob_key from upload_piece where upload_id = :id order by start")
                .bind("id", id)
                .map((row, _) -> new BlobKey(row.getString("blob_key")))
                .list();
    }

    /// Lets one server make a file of an upload; another may try when that has not come to an end by `before`.
    static boolean claim(Handle handle, UUID id, Instant now, Instant before) {
        return handle.createUpdate("""
                                update upload set finishing_at = :now
                                 where id = :id and file_id is null
                                   and (finishing_at is null or finishing_at < :before)
                                """)
                        .bind("id", id)
                        .bind("now", now.atOffset(ZoneOffset.UTC))
                        .bind("before", before.atOffset(ZoneOffset.UTC))
                        .execute()
                == 1;
    }

    static void release(Handle handle, UUID id) {
        handle.createUpdate("update upload set finishing_at = null where id = :id")
                .bind("id", id)
                .execute();
    }

    /// An upload has become a file, and its pieces are not needed any more.
    ///
    /// @return false if it was ended, or another server did the same, meanwhile
    static boolean finish(Handle handle, UUID id, long file, Instant now) {
        boolean there = handle.createUpdate("update upload set file_id = :file where id = :id and file_id is null")
                        .bind("id", id)
                        .bind("file", file)
                        .execute()
                == 1;
        dropPieces(handle, id, now);
        return there;
    }

    /// Removes an upload, if it is there.
    ///
    /// @return what it has reserved, which is to be given back
    static List<OwnerTable.Freed> remove(Handle handle, UUID id, Instant now) {
        List<OwnerTable.Freed> freed = handle.createQuery(
                        "select owner, case when file_id is null then size else 0 end as bytes"
                                + " from upload where id = :id for update")
                .bind("id", id)
                .map((row, _) -> new OwnerTable.Freed(row.getString("owner"), row.getLong("bytes")))
                .list();
        dropPieces(handle, id, now);
        handle.createUpdate("delete from upload where id = :id").bind("id", id).execute();
        return freed;
    }

    private static void dropPieces(Handle handle, UUID id, Instant now) {
        for (BlobKey key : pieces(handle, id)) {
            BlobTable.doom(handle, key, now);
        }
        handle.createUpdate("delete from upload_piece where upload_id = :id")
                .bind("id", id)
                .execute();
    }

    /// Removes those that nobody goes on with.
    ///
    /// @return what they have reserved, which is to be given back
    static List<OwnerTable.Freed> removeExpired(Handle handle, Instant now) {
        List<UUID> expired = handle.createQuery(
                        "select id from upload where expires_at <= :now limit 1000 for update skip locked")
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .mapTo(UUID.class)
                .list();
        return expired.stream().flatMap(id -> remove(handle, id, now).stream()).toList();
    }
}
