package dev.quayside.document.child;

import dev.quayside.base.Progress;
import java.time.Duration;
import java.util.function.LongSupplier;

/// Passes on how far some work is as often as people can read it: what comes first, then what is further than before
/// at most four times a second, and the end once. Whatever it is told, it cannot flood whoever listens. One thread at
/// a time.
final class PacedProgress implements Progress {
    private static final long PAUSE_NANOS = Duration.ofMillis(250).toNanos();

    private final Progress listener;
    private final LongSupplier nanos;
    private long toldAt;
    private long told = -1;
    private boolean ended;

    PacedProgress(Progress listener) {
        this(listener, System::nanoTime);
    }

    PacedProgress(Progress listener, LongSupplier nanos) {
        this.listener = listener;
        this.nanos = nanos;
    }

    @Override
    public void at(long done, long total, String unit) {
        boolean end = total > 0 && done >= total;
        if (ended || (done <= told && !end)) {
            return;
        }
        long now = nanos.getAsLong();
        if (told < 0 || end || now - toldAt >= PAUSE_NANOS) {
            ended = end;
            told = done;
            toldAt = now;
            listener.at(end ? total : done, total, unit);
        }
    }
}
