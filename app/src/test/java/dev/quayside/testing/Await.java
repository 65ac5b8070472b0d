package dev.quayside.testing;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/// Waits for something that happens soon.
public final class Await {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private Await() {}

    /// Returns as soon as `condition` holds; fails after a minute, which no healthy machine needs.
    public static void until(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("still not: " + what);
            }
            Thread.sleep(Duration.ofMillis(10));
        }
    }
}
