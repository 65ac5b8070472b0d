package dev.quayside.workflow.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.testing.Await;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DoorbellTest {
    private final LinkedBlockingQueue<String> queue = new LinkedBlockingQueue<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicReference<Doorbell> doorbell = new AtomicReference<>();
    private final Thread sleeper = Thread.ofPlatform().daemon().unstarted(this::sleep);

    private void sleep() {
        Doorbell bell = new Doorbell(Thread.currentThread());
        doorbell.set(bell);
        bell.rest(() -> {
            asked.incrementAndGet();
            return !queue.isEmpty();
        });
    }

    @AfterEach
    void wake() throws InterruptedException {
        queue.add("the end");
        while (sleeper.isAlive()) {
            java.util.concurrent.locks.LockSupport.unpark(sleeper);
            sleeper.join(Duration.ofMillis(10));
        }
    }

    @Test
    void aRingThatComesTooLateDoesNotMakeTheNextOneUnheard() throws InterruptedException {
        sleeper.start();
        Await.until("asleep", () -> asked.get() == 1 && sleeper.getState() == Thread.State.WAITING);

        doorbell.get().ring(true);
        Await.until("asleep again", () -> asked.get() == 2 && sleeper.getState() == Thread.State.WAITING);
        queue.add("something");
        doorbell.get().ring(true);

        assertThat(sleeper.join(Duration.ofSeconds(10))).as("woken").isTrue();
    }
}
