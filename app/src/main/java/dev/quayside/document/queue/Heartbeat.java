package dev.quayside.document.queue;

import dev.quayside.base.ProblemException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps a message hidden from other workers until it is closed. One thread at a time.
final class Heartbeat implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

    private final Sqs sqs;
    private final Received message;
    private final Duration visibility;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    private Heartbeat(Sqs sqs, Received message, Duration visibility) {
        this.sqs = sqs;
        this.message = message;
        this.visibility = visibility;
        thread = Thread.ofVirtual().name("heartbeat " + message.id()).unstarted(this::beat);
    }

    static Heartbeat start(Sqs sqs, Received message, Duration visibility) {
        Heartbeat heartbeat = new Heartbeat(sqs, message, visibility);
        heartbeat.thread.start();
        return heartbeat;
    }

    private void beat() {
        try {
            while (!closed.await(visibility.toMillis() / 3, TimeUnit.MILLISECONDS)) {
                hide();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void hide() {
        try {
            sqs.hide(message, visibility);
        } catch (ProblemException e) {
            LOG.warn("Message {} may be handed to another worker: {}", message.id(), e.getMessage());
        }
    }

    /// Returns when nothing hides the message any more, at the latest after one more request: whoever closes may
    /// give it back. An interrupt has to wait so long.
    @Override
    public void close() {
        closed.countDown();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
