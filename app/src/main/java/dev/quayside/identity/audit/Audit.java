package dev.quayside.identity.audit;

import dev.quayside.base.Page;
import dev.quayside.base.Pause;
import dev.quayside.base.ProblemException;
import dev.quayside.database.Database;
import dev.quayside.event.Events;
import dev.quayside.secret.RootKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What people did: every event that has an actor, kept for good, in a chain that shows every change.
///
/// Events come into the chain some 50 ms after they were written, and before anything is read here: whoever has just
/// done something finds it. How the chain is made is said in `Chain`. Safe for several threads.
public final class Audit implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Audit.class);
    private static final Duration GATHER = Duration.ofMillis(50);
    private static final Duration SAFETY = Duration.ofSeconds(60);
    private static final Duration LONGEST_BEHIND = Duration.ofSeconds(5);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(10);
    /// One second.
    private static final int LOOKS = 100;

    /// How long events are kept for their other readers once they are in the chain.
    private static final Duration EVENTS_KEPT = Duration.ofDays(30);

    private static final Duration BETWEEN_REMOVALS = Duration.ofHours(1);

    private final Database database;
    private final Events events;
    private final InstantSource clock;
    private final Pause pause;
    private final Chainer chainer;
    private final Auditor auditor;
    private final Semaphore nudges = new Semaphore(0);
    private final Thread thread;

    public Audit(Database database, Events events, RootKey root, InstantSource clock, Pause pause) {
        this.database = database;
        this.events = events;
        this.clock = clock;
        this.pause = pause;
        chainer = new Chainer(database, events, root, clock);
        auditor = new Auditor(database, root);
        thread = Thread.ofVirtual().name("audit").unstarted(this::run);
    }

    /// Begins to chain in the background.
    public void start() {
        events.listen(() -> {
            if (nudges.availablePermits() == 0) {
                nudges.release();
            }
        });
        thread.start();
    }

    /// The newest first.
    public Page<AuditEntry> list(AuditFilter filter, int skip, int limit) {
        catchUp();
        return database.inTransaction(handle -> new Page<>(
                AuditTable.count(handle, filter), AuditTable.list(handle, filter, skip, limit), skip, limit));
    }

    public Optional<AuditEntry> find(UUID id) {
        catchUp();
        return database.with(handle -> AuditTable.find(handle, id));
    }

    /// Reads the whole audit and compares it with its chain; takes about a second for 100,000 entries.
    public AuditCheck verify() {
        catchUp();
        return auditor.check();
    }

    /// Chains what was committed before; waits up to a second if an older transaction is under way.
    private void catchUp() {
        try {
            for (int look = 0; look < LOOKS && !chainer.chain(); look++) {
                pause.sleep(BETWEEN_LOOKS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Duration wait = SAFETY;
        Instant removed = Instant.MIN;
        try {
            while (true) {
                // What has waited shows itself by the next event, or by the limit.
                boolean nudged = nudges.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS);
                LOG.trace("Looking for events (nudged: {})", nudged);
                pause.sleep(GATHER);
                nudges.drainPermits();
                boolean upToDate = work();
                wait = upToDate ? SAFETY : longer(wait);
                if (upToDate && !clock.instant().isBefore(removed.plus(BETWEEN_REMOVALS))) {
                    removed = clock.instant();
                    removeOldEvents();
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private static Duration longer(Duration wait) {
        if (wait.equals(SAFETY)) {
            return GATHER;
        }
        Duration twice = wait.multipliedBy(2);
        return twice.compareTo(LONGEST_BEHIND) < 0 ? twice : LONGEST_BEHIND;
    }

    private boolean work() {
        try {
            return chainer.chain();
        } catch (ProblemException | JdbiException e) {
            if (!thread.isInterrupted()) {
                LOG.warn("Events wait for the audit ({}); tried again within seconds", e.getMessage());
            }
            return false;
        }
    }

    private void removeOldEvents() {
        try {
            int gone = events.remove(clock.instant().minus(EVENTS_KEPT));
            LOG.debug("Removed {} events older than {} days", gone, EVENTS_KEPT.toDays());
        } catch (ProblemException | JdbiException e) {
            LOG.warn("Old events were not removed ({}); tried again within the hour", e.getMessage());
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            if (thread.isAlive()) {
                thread.join(STOP_PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
