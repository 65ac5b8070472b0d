package dev.quayside.storage;

import dev.quayside.base.Json;
import dev.quayside.base.Page;
import dev.quayside.base.ProblemException;
import dev.quayside.database.Database;
import dev.quayside.event.Actor;
import dev.quayside.event.Event;
import dev.quayside.event.Events;
import dev.quayside.storage.blob.Blob;
import dev.quayside.storage.blob.BlobKey;
import dev.quayside.storage.blob.BlobStore;
import dev.quayside.storage.blob.Span;
import dev.quayside.storage.blob.VerifiedStream;
import dev.quayside.storage.content.FileFormat;
import dev.quayside.storage.content.FileName;
import dev.quayside.storage.content.FileRules;
import dev.quayside.storage.content.RefusedFile;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The files of everybody: stored, found, read, removed. Who does not own a file learns nothing of it. Safe for several
/// threads.
///
/// A key is noted in the database before the store gets its first byte, and counts as kept only in the transaction that
/// puts the file into the catalogue. Whatever dies in between leaves a key that is not kept, which the [Sweeper] finds.
public final class Files {
    private static final Logger LOG = LoggerFactory.getLogger(Files.class);

    private final Database database;
    private final Events events;
    private final BlobStore store;
    private final Quota quota;
    private final Turns turns = new Turns();
    private final StorageFigures figures;
    private final InstantSource clock;

    Files(Database database, Events events, BlobStore store, Quota quota, StorageFigures figures, InstantSource clock) {
        this.database = database;
        this.events = events;
        this.store = store;
        this.quota = quota;
        this.figures = figures;
        this.clock = clock;
    }

    /// A file that is to be stored.
    ///
    /// @param owner the subject of a caller
    /// @param name as it was given
    public record Order(String owner, String name, FileRules rules, Provenance provenance, Actor actor) {}

    /// Which files of somebody.
    ///
    /// @param search what their names hold, in any case; empty for all
    /// @param allVersions whether older versions are shown too
    /// @param removed whether those in the trash are shown, and no others
    public record Filter(String owner, String search, boolean allVersions, boolean removed) {}

    /// Where a file comes from, and what became of it.
    ///
    /// @param sources the nearest first
    public record Lineage(List<StoredFile> sources, List<StoredFile> derived) {}

    /// What is to be done in the transaction that puts a file into the catalogue; if it throws, there is no file.
    public interface Finish {
        void with(Handle handle, StoredFile file);
    }

    /// Stores what `bytes` gives as the next version of its name. When it returns, the file survives any crash.
    ///
    /// @throws RefusedFile `file.name`, `file.format`, `file.wrong-content`, `file.too-large`
    /// @throws ProblemException `file.over-quota`, or what the store says
    /// @throws IOException if `bytes` does
    public StoredFile store(Order order, InputStream bytes) throws IOException {
        return store(order, bytes, (_, _) -> {});
    }

    /// As the other, with something that happens if the file is stored, and only then.
    public StoredFile store(Order order, InputStream bytes, Finish finish) throws IOException {
        long most = Math.min(order.rules().maxBytes(), quota.room(order.owner()));
        try {
            return figures.arriving(() -> store(order, most, figures.arriving(bytes), this::reserve, finish));
        } catch (RefusedFile e) {
            throw most < order.rules().maxBytes() && e.problem().code().equals("file.too-large") ? quota.full() : e;
        }
    }

    /// As the others, for bytes that are reserved already.
    StoredFile storeReserved(Order order, InputStream bytes, Finish finish) throws IOException {
        return store(order, order.rules().maxBytes(), bytes, _ -> 0, finish);
    }

    /// Reserves the bytes of a file.
    private interface Reserving {
        /// @return how many were reserved
        long reserve(FileTable.New file);
    }

    private StoredFile store(Order order, long most, InputStream bytes, Reserving reserving, Finish finish)
            throws IOException {
        FileName name = FileName.of(order.name());
        order.rules().check(name);
        BlobKey key = BlobKey.next(name.value());
        Arrival arrival = new Arrival(bytes, most, FileFormat.check(name), new SignsOfLife(clock, () -> touch(key)));
        boolean kept = false;
        try {
            begin(key);
            long size = store.put(key, arrival);
            var file = new FileTable.New(order, name, size, FileFormat.contentType(name), arrival.sha256(), key);
            StoredFile stored = turns.take(() -> {
                long reserved = reserving.reserve(file);
                return database.inTransaction(handle -> add(handle, file, reserved, finish));
            });
            kept = true;
            events.appended();
            return stored;
        } finally {
            if (!kept) {
                giveUp(key);
            }
        }
    }

    private long reserve(FileTable.New file) {
        if (!quota.reserve(file.key(), file.order().owner(), file.size())) {
            throw tooSlow();
        }
        return file.size();
    }

    /// Notes a key before its first byte is stored.
    void begin(BlobKey key) {
        turns.take(() -> database.use(handle -> BlobTable.begin(handle, key, clock.instant())));
    }

    private void touch(BlobKey key) {
        database.use(handle -> BlobTable.touch(handle, key, clock.instant()));
    }

    /// Whether the transaction had its effect is not known if the database went away: a blob that a file refers to is
    /// kept.
    private void giveUp(BlobKey key) {
        try {
            database.use(handle -> BlobTable.giveUp(handle, key, clock.instant()));
        } catch (ProblemException e) {
            LOG.debug("The sweeper will find {}", key, e);
        }
    }

    private StoredFile add(Handle handle, FileTable.New file, long reserved, Finish finish) {
        Instant now = clock.instant();
        if (!BlobTable.keep(handle, file.key(), reserved, now)) {
            throw tooSlow();
        }
        FileTable.lockName(handle, file.order().owner(), file.name());
        StoredFile stored = FileTable.add(handle, file, now);
        finish.with(handle, stored);
        events.append(handle, event("file.stored", file.order().actor(), stored));
        return stored;
    }

    static ProblemException tooSlow() {
        return new ProblemException("file.too-slow", "The upload was silent for too long and given up; repeat it");
    }

    static Event event(String type, @Nullable Actor actor, StoredFile file) {
        return new Event(
                type,
                actor,
                Json.object()
                        .put("file_id", String.valueOf(file.id()))
                        .put("owner", file.owner())
                        .put("name", file.name().value())
                        .put("version", file.version())
                        .put("size", file.size())
                        .put("sha256", file.sha256().hex()));
    }

    /// A file of somebody that is not in the trash.
    public Optional<StoredFile> find(String owner, long id) {
        return database.with(handle -> FileTable.find(handle, owner, id)).filter(file -> file.removed() == null);
    }

    /// As the other, by its key.
    public Optional<StoredFile> find(String owner, String key) {
        return findByKey(key).filter(file -> file.owner().equals(owner));
    }

    /// The file of a key, whoever owns it: for those who have shown that they may read it.
    public Optional<StoredFile> findByKey(String key) {
        return BlobKey.isOne(key)
                ? database.with(handle -> FileTable.find(handle, new BlobKey(key)))
                : Optional.empty();
    }

    /// The newest first.
    public Page<StoredFile> list(Filter filter, int skip, int limit) {
        return database.with(handle ->
                new Page<>(FileTable.count(handle, filter), FileTable.list(handle, filter, skip, limit), skip, limit));
    }

    /// All versions of a file that are not in the trash, the newest first; none if there is no such file.
    public List<StoredFile> versions(String owner, long id) {
        Optional<StoredFile> file = find(owner, id);
        return file.isEmpty()
                ? List.of()
                : database.with(
                        handle -> FileTable.versions(handle, owner, file.get().name()));
    }

    public Optional<Lineage> lineage(String owner, long id) {
        return find(owner, id)
                .map(file -> database.with(
                        handle -> new Lineage(FileTable.sources(handle, file), FileTable.derived(handle, file))));
    }

    /// Opens the bytes of a file. All of them are checked against what was stored while they are read; of a part,
    /// only that it is one.
    ///
    /// @throws ProblemException `storage.blob-lost`, `storage.blob-damaged`, also while reading;
    ///     `storage.unavailable`
    public InputStream open(StoredFile file, Span span) {
        Blob blob = store.open(file.key(), span);
        return figures.leaving(
                span.all()
                        ? new VerifiedStream(blob.bytes(), file.key(), file.size(), file.sha256())
                        : VerifiedStream.ofPart(blob, file.key(), file.size()));
    }

    /// Puts a file into the trash.
    ///
    /// @return whether it was there
    public boolean remove(String owner, long id, Actor actor) {
        Optional<StoredFile> file = find(owner, id);
        boolean removed = file.isPresent()
                && database.inTransaction(handle -> {
                    boolean done = FileTable.remove(handle, owner, id, clock.instant());
                    if (done) {
                        events.append(handle, event("file.removed", actor, file.get()));
                    }
                    return done;
                });
        events.appended();
        return removed;
    }

    /// Takes a file out of the trash again.
    ///
    /// @return the file; empty if it was not there
    public Optional<StoredFile> restore(String owner, long id, Actor actor) {
        Optional<StoredFile> restored = database.inTransaction(handle -> {
            if (!FileTable.restore(handle, owner, id)) {
                return Optional.empty();
            }
            Optional<StoredFile> file = FileTable.find(handle, owner, id);
            file.ifPresent(found -> events.append(handle, event("file.restored", actor, found)));
            return file;
        });
        events.appended();
        return restored;
    }

    /// How many bytes somebody has; what is in the trash counts, and what uploads under way have reserved.
    public long bytes(String owner) {
        return database.with(handle -> OwnerTable.bytes(handle, owner));
    }
}
