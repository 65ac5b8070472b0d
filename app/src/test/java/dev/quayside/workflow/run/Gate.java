package dev.quayside.workflow.run;

import dev.quayside.workflow.journal.CrashPoints;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// Holds a thread of the engine at a crash point until it is told to go on.
///
/// Shut from [#shut] to [#open]; a thread that comes by while it is open does not notice it.
final class Gate implements CrashPoints {
    private final Point where;
    private volatile CountDownLatch closed = new CountDownLatch(0);
    private final AtomicInteger held = new AtomicInteger();

    Gate(Point where) {
        this.where = where;
    }

    /// The next threads that come by are held.
    void shut() {
        held.set(0);
        closed = new CountDownLatch(1);
    }

    void open() {
        closed.countDown();
    }

    /// How many threads were held since it was shut.
    int held() {
        return held.get();
    }

    @Override
    public void reached(Point point) {
        CountDownLatch latch = closed;
        if (point != where || latch.getCount() == 0) {
            return;
        }
        held.incrementAndGet();
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
