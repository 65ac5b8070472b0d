package dev.quayside.storage;

import dev.quayside.base.Sha256;
import dev.quayside.storage.blob.BlobKey;
import dev.quayside.storage.content.FileName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// The catalogue, as rows of the table `file`.
final class FileTable {
    private static final String COLUMNS = """
            file.id, file.owner, file.name, file.version, file.size, file.content_type, file.sha256, file.blob_key,
            file.created_at, file.derived_from, file.run_id, file.connector, file.removed_at
            """;

    private FileTable() {}

    /// A file that is about to get its number and its version.
    ///
    /// @param order what it is
    record New(Files.Order order, FileName name, long size, String contentType, Sha256 sha256, BlobKey key) {}

    /// Has everybody wait who adds a version of the same name, until the transaction ends.
    static void lockName(Handle handle, String owner, FileName name) {
        handle.createQuery("select pg_advisory_xact_lock(hashtextextended(:owner || '/' || :name, 13))::text")
                .bind("owner", owner)
                .bind("name", name.value())
                .mapTo(String.class)
                .one();
    }

    /// Adds a file as the next version of its name; its owner is known, and [#lockName] was called before.
    static StoredFile add(Handle handle, New file, Instant now) {
        return handle.createQuery("""
                        insert into file (owner, name, version, size, content_type, sha256, blob_key, created_at,
                                          derived_from, run_id, connector)
                        select :owner, :name, coalesce(max(version), 0) + 1, :size, :type, :sha256, :key, :now,
                               :derived, :run, :connector
                          from file
                         where owner = :owner and name = :name
                        returning
                        """ + COLUMNS)
                .bind("owner", file.order().owner())
                .bind("name", file.name().value())
                .bind("size", file.size())
                .bind("type", file.contentType())
                .bind("sha256", file.sha256().bytes())
                .bind("key", file.key().value())
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .bind("derived", file.order().provenance().derivedFrom())
                .bind("run", file.order().provenance().run())
                .bind("connector", file.order().provenance().connector())
                .map((row, _) -> file(row))
                .one();
    }

    /// A file, also one in the trash.
    static Optional<StoredFile> find(Handle handle, String owner, long id) {
        return handle.createQuery("select " + COLUMNS + " from file where id = :id and owner = :owner")
                .bind("id", id)
                .bind("owner", owner)
                .map((row, _) -> file(row))
                .findOne();
    }

    static Optional<StoredFile> find(Handle handle, BlobKey key) {
        return handle.createQuery("select " + COLUMNS + " from file where blob_key = :key and removed_at is null")
                .bind("key", key.value())
                .map((row, _) -> file(row))
                .findOne();
    }

    private static final String LISTED = """
              from file
             where owner = :owner and (removed_at is not null) = :removed
               and (:search = '' or strpos(lower(name), lower(:search)) > 0)
               and (:all or version = (select max(version) from file other
                                        where other.owner = file.owner and other.name = file.name
                                          and (other.removed_at is not null) = :removed))
            """;

    /// The newest first.
    static List<StoredFile> list(Handle handle, Files.Filter filter, int skip, int limit) {
        return handle.createQuery("select " + COLUMNS + LISTED + " order by id desc offset :skip limit :limit")
                .bind("owner", filter.owner())
                .bind("search", filter.search())
                .bind("all", filter.allVersions())
                .bind("removed", filter.removed())
                .bind("skip", skip)
                .bind("limit", limit)
                .map((row, _) -> file(row))
                .list();
    }

    static long count(Handle handle, Files.Filter filter) {
        return handle.createQuery("select count(*) " + LISTED)
                .bind("owner", filter.owner())
                .bind("search", filter.search())
                .bind("all", filter.allVersions())
                .bind("removed", filter.removed())
                .mapTo(Long.class)
                .one();
    }

    /// The newest first.
    static List<StoredFile> versions(Handle handle, String owner, FileName name) {
        return handle.createQuery("select " + COLUMNS + """
                          from file
                         where owner = :owner and name = :name and removed_at is null
                         order by version desc
                        """)
                .bind("owner", owner)
                .bind("name", name.value())
                .map((row, _) -> file(row))
                .list();
    }

    /// What a file was made from, and what that was made from; the nearest first.
    static List<StoredFile> sources(Handle handle, StoredFile file) {
        return handle.createQuery("""
                        with recursive line (id, far) as (
                            select derived_from, 1 from file where id = :id
                             union
                            select file.derived_from, far + 1 from file join line using (id) where far < 100)
                        select
                        """ + COLUMNS + """
                          from file join line using (id)
                         where owner = :owner and removed_at is null
                         order by far
                        """)
                .bind("id", file.id())
                .bind("owner", file.owner())
                .map((row, _) -> file(row))
                .list();
    }

    /// What was made from a file, and from that; the oldest first, at most 1,000.
    static List<StoredFile> derived(Handle handle, StoredFile file) {
        return handle.createQuery("""
                        with recursive line (id) as (
                            select id from file where derived_from = :id
                             union
                            select file.id from file join line on file.derived_from = line.id)
                        select
                        """ + COLUMNS + """
                          from file join line using (id)
                         where owner = :owner and removed_at is null
                         order by file.id
                         limit 1000
                        """)
                .bind("id", file.id())
                .bind("owner", file.owner())
                .map((row, _) -> file(row))
                .list();
    }

    /// Puts a file into the trash, unless it is there, and tells whether it did.
    static boolean remove(Handle handle, String owner, long id, Instant now) {
        return handle.createUpdate(
                                "update file set removed_at = :now where id = :id and owner = :owner and removed_at is null")
                        .bind("id", id)
                        .bind("owner", owner)
                        .bind("now", now.atOffset(ZoneOffset.UTC))
                        .execute()
                == 1;
    }

    /// Takes a file out of the trash, and tells whether it was there.
    static boolean restore(Handle handle, String owner, long id) {
        return handle.createUpdate("""
                                update file set removed_at = null
                                 where id = :id and owner = :owner and removed_at is not null
                                """).bind("id", id).bind("owner", owner).execute() == 1;
    }

    /// Takes files out of the catalogue that were in the trash since before `before`.
    static List<StoredFile> purge(Handle handle, Instant before, int most) {
        return handle.createQuery("""
                        delete from file
                         where id in (select id from file where removed_at < :before
                                       order by removed_at limit :most for update skip locked)
                        returning
                        """ + COLUMNS)
                .bind("before", before.atOffset(ZoneOffset.UTC))
                .bind("most", most)
                .map((row, _) -> file(row))
                .list();
    }

    /// Files whose bytes were looked for longest ago, before `before`.
    static List<StoredFile> toCheck(Handle handle, Instant before, int most) {
        return handle.createQuery("select " + COLUMNS + """
                          from file join blob on blob.key = file.blob_key
                         where blob.state = 'kept' and (blob.checked_at is null or blob.checked_at < :before)
                         order by blob.checked_at nulls first
                         limit :most
                        """)
                .bind("before", before.atOffset(ZoneOffset.UTC))
                .bind("most", most)
                .map((row, _) -> file(row))
                .list();
    }

    private static StoredFile file(ResultSet row) throws SQLException {
        OffsetDateTime removed = row.getObject("removed_at", OffsetDateTime.class);
        return new StoredFile(
                row.getLong("id"),
                row.getString("owner"),
                new FileName(row.getString("name")),
                row.getInt("version"),
                row.getLong("size"),
                row.getString("content_type"),
                Sha256.of(row.getBytes("sha256")),
                new BlobKey(row.getString("blob_key")),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                new Provenance(
                        row.getObject("derived_from", Long.class), row.getString("run_id"), row.getString("connector")),
                removed == null ? null : removed.toInstant());
    }
}
