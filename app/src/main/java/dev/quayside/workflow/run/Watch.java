package dev.quayside.workflow.run;

import dev.quayside.base.Pause;
import java.time.Duration;

/// Looks at the calls under way every 50 ms: shows those that take long, ends those whose time is over, and gives
/// up those that do not listen.
///
/// One look at all of them is cheaper than a timer for each: most calls are over before the first look.
final class Watch implements AutoCloseable {
    private static final Duration BETWEEN = Duration.ofMillis(50);
    private static final long LONG_NANOS = Duration.ofMillis(100).toNanos();
    private static final long PATIENCE_NANOS = Duration.ofSeconds(10).toNanos();

    private final StepCaller caller;
    private final Pause pause;
    private final Thread thread;

    Watch(StepCaller caller, Pause pause) {
        this.caller = caller;
        this.pause = pause;
        this.thread = Thread.ofPlatform().name("engine-watch").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (true) {
                pause.sleep(BETWEEN);
                long now = System.nanoTime();
                for (CallUnderWay under : caller.underWay()) {
                    look(under, now);
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(CallUnderWay under, long now) {
        if (!under.shown && now - under.startedNanos > LONG_NANOS) {
            under.shown = true;
            under.run.noteStarted(under);
        }
        under.interruptIfLate(now);
        if (under.ignoresInterrupt(now, PATIENCE_NANOS)) {
            caller.abandon(under);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
