package dev.quayside.storage;

import dev.quayside.database.Database;
import dev.quayside.event.Events;
import dev.quayside.storage.blob.BlobKey;
import dev.quayside.storage.blob.BlobStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps store and catalogue alike: removes bytes that no file refers to, and reports files whose bytes are not there.
/// Several servers may sweep at once. Safe for several threads.
///
/// Bytes are removed only of keys that this database gave out and does not keep: a bucket or folder may hold what is
/// none of our business.
public final class Sweeper {
    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);
    private static final Duration SILENCE = Duration.ofHours(1);
    private static final Duration BETWEEN_CHECKS = Duration.ofDays(7);
    private static final int AT_ONCE = 100;
    private static final int CHECKS = 1_000;

    private final Database database;
    private final Events events;
    private final BlobStore store;
    private final Duration trash;
    private final StorageFigures figures;
    private final InstantSource clock;

    Sweeper(
            Database database,
            Events events,
            BlobStore store,
            Duration trash,
            StorageFigures figures,
            InstantSource clock) {
        this.database = database;
        this.events = events;
        this.store = store;
        this.trash = trash;
        this.figures = figures;
        this.clock = clock;
    }

    /// What was found.
    ///
    /// @param purged files that were in the trash for long enough
    /// @param removed blobs that are gone from the store
    /// @param lost files whose bytes turned out not to be there
    public record Swept(int purged, int removed, List<StoredFile> lost) {
        public Swept {
            lost = List.copyOf(lost);
        }
    }

    /// Does all of it once.
    ///
    /// @throws dev.quayside.base.ProblemException if database or store are away; what is done by then stays done
    public Swept sweep() {
        int purged = 0;
        for (int n = AT_ONCE; n == AT_ONCE; purged += n) {
            n = purge();
        }
        database.useTransaction(handle -> {
            Instant now = clock.instant();
            List<OwnerTable.Freed> freed = new ArrayList<>(BlobTable.doomStale(handle, now.minus(SILENCE), now));
            freed.addAll(UploadTable.removeExpired(handle, now));
            OwnerTable.free(handle, freed);
        });
        Swept swept = new Swept(purged, removeDoomed(), check());
        figures.swept(swept);
        return swept;
    }

    private int purge() {
        int n = database.inTransaction(handle -> {
            Instant now = clock.instant();
            List<StoredFile> gone = FileTable.purge(handle, now.minus(trash), AT_ONCE);
            for (StoredFile file : gone) {
                BlobTable.doom(handle, file.key(), now);
                events.append(handle, Files.event("file.purged", null, file));
            }
            OwnerTable.free(
                    handle,
                    gone.stream()
                            .map(file -> new OwnerTable.Freed(file.owner(), file.size()))
                            .toList());
            return gone.size();
        });
        events.appended();
        return n;
    }

    /// Outside of any transaction: events wait for those that began before them, and a store may be slow.
    private int removeDoomed() {
        int removed = 0;
        List<BlobKey> doomed;
        do {
            doomed = database.with(handle -> BlobTable.doomed(handle, AT_ONCE));
            for (BlobKey key : doomed) {
                store.delete(key);
                removed += database.with(handle -> BlobTable.forget(handle, key)) ? 1 : 0;
            }
        } while (doomed.size() == AT_ONCE);
        return removed;
    }

    private List<StoredFile> check() {
        Instant before = clock.instant().minus(BETWEEN_CHECKS);
        List<StoredFile> files = database.with(handle -> FileTable.toCheck(handle, before, CHECKS));
        return files.stream().filter(this::turnsOutLost).toList();
    }

    private boolean turnsOutLost(StoredFile file) {
        OptionalLong size = store.size(file.key());
        boolean good = size.isPresent() && size.getAsLong() == file.size();
        boolean news = database.inTransaction(handle -> {
            boolean first = BlobTable.checked(handle, file.key(), good, clock.instant());
            if (first) {
                events.append(handle, Files.event("file.lost", null, file));
            }
            return first;
        });
        if (news) {
            LOG.error(
                    "The bytes of file {} ({}) are {}; restore them from a backup",
                    file.id(),
                    file.key(),
                    size.isPresent() ? "not as many as were stored" : "gone from the store");
            events.appended();
        }
        return news;
    }

    /// How many files have lost their bytes, as far as it is known.
    public long lost() {
        return database.with(BlobTable::lost);
    }
}
