package dev.quayside.workflow.run;

import dev.quayside.base.Pause;
import dev.quayside.workflow.journal.CrashPoints;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fetches runs whose time has come: when told that there are some, when the next one's moment has come, and, as a
/// safety net, every ten seconds.
final class Claimer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Claimer.class);
    private static final int AT_ONCE = 200;
    private static final Duration SAFETY_NET = Duration.ofSeconds(10);
    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(1);

    private final Engine engine;
    private final RunTable runs;
    private final CrashPoints crashPoints;
    private final Pause pause;
    private final Thread thread;
    private volatile boolean told = true;
    private volatile boolean full;
    private volatile boolean closing;
    /// Whether a claim failed, so that runs may be this node's without its knowing.
    private boolean unsure;

    Claimer(Engine engine, RunTable runs, CrashPoints crashPoints, Pause pause) {
        this.engine = engine;
        this.runs = runs;
        this.crashPoints = crashPoints;
        this.pause = pause;
        this.thread = Thread.ofPlatform().name("engine-claimer").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /// There may be something to claim.
    void wake() {
        if (!told) {
            told = true;
            LockSupport.unpark(thread);
        }
    }

    /// A run has left memory.
    void roomAgain() {
        if (full) {
            full = false;
            wake();
        }
    }

    private void run() {
        while (!closing) {
            try {
                told = false;
                if (!claim()) {
                    rest(full ? SAFETY_NET : runs.untilNextWake().orElse(SAFETY_NET));
                }
            } catch (RuntimeException e) {
                unsure = true;
                if (!closing) {
                    LOG.warn("No runs can be claimed, which is tried again in a second: {}", e.getMessage());
                    trouble();
                }
            }
        }
    }

    /// @return whether there may be more
    private boolean claim() {
        if (engine.writer().problem() != null) {
            // A batch may have been written, and will be looked for: what it let go must not be claimed before.
            trouble();
            return !closing;
        }
        if (unsure) {
            releaseUnknown();
            unsure = false;
        }
        int room = Math.min(AT_ONCE, engine.room());
        if (room == 0) {
            full = true;
            return engine.room() > 0;
        }
        crashPoints.reached(CrashPoints.Point.BEFORE_CLAIM);
        long node = engine.node();
        List<RunTable.Claim> claims = new ArrayList<>(runs.claim(node, room));
        boolean more = claims.size() == room;
        if (!more) {
            claims.addAll(runs.claimLimited(node, room - claims.size()));
        }
        if (!claims.isEmpty()) {
            crashPoints.reached(CrashPoints.Point.AFTER_CLAIM);
            engine.activate(node, claims);
        }
        return more;
    }

    private void rest(Duration span) {
        long end = System.nanoTime() + Math.min(span.toNanos(), SAFETY_NET.toNanos());
        for (long left = span.toNanos(); !told && !closing && left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
        }
    }

    private void trouble() {
        try {
            pause.sleep(AFTER_TROUBLE);
        } catch (InterruptedException e) {
            closing = true;
        }
    }

    /// Sets runs free that the database thinks are this node's, and that it does not know: it never heard that they had
    /// been claimed.
    private void releaseUnknown() {
        OffsetDateTime before = runs.databaseTime();
        int released = runs.release(engine.node(), before, engine.known());
        if (released > 0) {
            LOG.warn("{} runs had been claimed for this node without its knowing; they are free again", released);
        }
    }

    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
