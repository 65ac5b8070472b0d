package dev.quayside.workflow.run;

import dev.quayside.workflow.store.Workflows;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Removes runs that ended long ago, with everything that belongs to them, and what is left of deleted workflows.
/// Immutable.
///
/// @param span how long they are kept
record Retention(RunTable runs, Workflows workflows, Duration span) {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final int AT_ONCE = 1_000;

    void removeOld(Instant now) {
        Instant before = now.minus(span);
        UUID oldest = new UUID(before.toEpochMilli() << 16, 0);
        int all = 0;
        int removed;
        do {
            removed = runs.removeEnded(before, oldest, AT_ONCE);
            all += removed;
        } while (removed == AT_ONCE);
        if (all > 0) {
            LOG.info("Removed {} runs that ended before {}", all, before);
        }
        int _ = workflows.removeDeleted();
    }
}
