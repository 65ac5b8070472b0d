package dev.quayside.workflow.journal;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// How the writer's thread sleeps, and how others wake it without waking it in vain. Any thread rings, one sleeps.
///
/// A ring may come late: for something that the sleeper has found by itself meanwhile. Then it wakes, finds
/// nothing, and must say again that it sleeps, or the next ring would go to a thread that is taken to be awake.
final class Doorbell {
    private enum Sleep {
        AWAKE,
        /// Every ring wakes.
        RESTING,
        /// Only an urgent ring wakes before the time.
        NAPPING
    }

    private final AtomicReference<Sleep> sleep = new AtomicReference<>(Sleep.AWAKE);
    private final Thread sleeper;

    Doorbell(Thread sleeper) {
        this.sleeper = sleeper;
    }

    /// Wakes the sleeper if it should hear this; what it is to find has to be there before.
    void ring(boolean urgent) {
        Sleep now = sleep.get();
        boolean hears = now == Sleep.RESTING || (now == Sleep.NAPPING && urgent);
        if (hears && sleep.compareAndSet(now, Sleep.AWAKE)) {
            LockSupport.unpark(sleeper);
        }
    }

    /// Sleeps until `wanted`, which is asked after every ring.
    void rest(BooleanSupplier wanted) {
        sleep.set(Sleep.RESTING);
        while (!wanted.getAsBoolean()) {
            LockSupport.park(this);
            sleep.set(Sleep.RESTING);
        }
        sleep.set(Sleep.AWAKE);
    }

    /// Sleeps until `wanted`, which is asked after every urgent ring, but no longer than `nanos`.
    void nap(BooleanSupplier wanted, long nanos) {
        long end = System.nanoTime() + nanos;
        sleep.set(Sleep.NAPPING);
        for (long left = nanos; left > 0 && !wanted.getAsBoolean(); left = end - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
            sleep.set(Sleep.NAPPING);
        }
        sleep.set(Sleep.AWAKE);
    }
}
