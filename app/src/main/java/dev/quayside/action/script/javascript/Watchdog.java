package dev.quayside.action.script.javascript;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.graalvm.polyglot.Context;
import org.jspecify.annotations.Nullable;

/// Stops a script that takes too long or too much; ends the process if the script does not obey.
/// Safe for several threads.
final class Watchdog {
    private static final long TICK_MILLIS = 50;
    private static final long OBEY_MILLIS = 2_000;

    /// The status with which a process ends whose script did not obey.
    private static final int DISOBEYED = 4;

    private final Context context;
    private final long millis;
    private final long memoryBytes;
    private final List<MemoryPoolMXBean> heap = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .toList();
    private final CountDownLatch done = new CountDownLatch(1);
    private final AtomicReference<@Nullable String> stopped = new AtomicReference<>();

    Watchdog(Context context, long millis, long memoryBytes) {
        this.context = context;
        this.millis = millis;
        this.memoryBytes = memoryBytes;
    }

    void start() {
        Thread.ofPlatform().daemon().name("watchdog").start(this::watch);
    }

    void stop() {
        done.countDown();
    }

    /// `timeout`, `memory`, or null if the script was let go on.
    @Nullable
    String stopped() {
        return stopped.get();
    }

    private void watch() {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        long before = inUse();
        try {
            String reason = null;
            while (reason == null) {
                long left = Math.max(1, Math.min(TICK_MILLIS, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
                if (done.await(left, TimeUnit.MILLISECONDS)) {
                    return;
                }
                if (System.nanoTime() - end >= 0) {
                    reason = "timeout";
                } else if (inUse() - before > memoryBytes) {
                    reason = "memory";
                }
            }
            stopped.set(reason);
            Thread.ofPlatform().daemon().name("cancel").start(() -> context.close(true));
            if (!done.await(OBEY_MILLIS, TimeUnit.MILLISECONDS)) {
                Runtime.getRuntime().halt(reason.equals("memory") ? 3 : DISOBEYED);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Bytes that were in use after the last collection of each part of the heap.
    private long inUse() {
        long bytes = 0;
        for (MemoryPoolMXBean pool : heap) {
            MemoryUsage usage = pool.getCollectionUsage();
            bytes += usage == null ? 0 : usage.getUsed();
        }
        return bytes;
    }
}
