package dev.quayside.storage;

import dev.quayside.base.Pause;
import dev.quayside.base.ProblemException;
import dev.quayside.database.Database;
import dev.quayside.event.Events;
import dev.quayside.secret.RootKey;
import dev.quayside.storage.blob.BlobStore;
import dev.quayside.storage.blob.StoreHealth;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All about files, put together. Safe for several threads.
public final class Storage implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Storage.class);
    private static final Duration BETWEEN_SWEEPS = Duration.ofHours(1);

    private final StorageSettings settings;
    private final BlobStore store;
    private final StoreHealth health;
    private final StorageFigures figures = new StorageFigures();
    private final Files files;
    private final Uploads uploads;
    private final FileLinks links;
    private final Sweeper sweeper;
    private final Pause pause;
    private final Thread sweeping;

    public Storage(
            Database database,
            Events events,
            RootKey root,
            StorageSettings settings,
            InstantSource clock,
            Pause pause) {
        this.settings = settings;
        this.pause = pause;
        store = settings.open();
        health = new StoreHealth(store, clock);
        Quota quota = new Quota(database, settings.quotaBytes());
        files = new Files(database, events, store, quota, figures, clock);
        uploads = new Uploads(database, store, files, settings.any(), quota, figures, clock);
        links = new FileLinks(root, clock);
        sweeper = new Sweeper(database, events, store, settings.trash(), figures, clock);
        sweeping = Thread.ofVirtual().name("file-sweeper").unstarted(this::sweepOnAndOn);
    }

    /// Opens the store and begins to sweep.
    ///
    /// @throws ProblemException `storage.unavailable` if the folder of the files cannot be made
    public void start() {
        store.start();
        sweeping.start();
    }

    /// Has what comes in and goes out told in figures.
    public void measure(MeterRegistry registry) {
        figures.tell(registry);
    }

    /// Whether the store can be used, as of some seconds ago; false if it has not answered for two seconds.
    public boolean usable() {
        return health.usable();
    }

    public StorageSettings settings() {
        return settings;
    }

    public BlobStore store() {
        return store;
    }

    public Files files() {
        return files;
    }

    public Uploads uploads() {
        return uploads;
    }

    public FileLinks links() {
        return links;
    }

    public Sweeper sweeper() {
        return sweeper;
    }

    private void sweepOnAndOn() {
        try {
            while (true) {
                pause.sleep(BETWEEN_SWEEPS);
                try {
                    Sweeper.Swept swept = sweeper.sweep();
                    LOG.debug("Swept: {}", swept);
                } catch (ProblemException | JdbiException e) {
                    LOG.warn("What is left of old files was not removed ({}); tried again in an hour", e.getMessage());
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        sweeping.interrupt();
        store.close();
    }
}
