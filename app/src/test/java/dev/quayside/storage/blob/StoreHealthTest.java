package dev.quayside.storage.blob;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.ProblemException;
import dev.quayside.testing.MovedClock;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StoreHealthTest {
    private final MovedClock clock = new MovedClock();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicBoolean away = new AtomicBoolean();
    private final CountDownLatch answer = new CountDownLatch(1);

    private StoreHealth health(boolean slow) {
        return new StoreHealth(new Checked(slow), clock);
    }

    @Test
    void theStoreIsAskedEveryFewSecondsHoweverManyAsk() {
        StoreHealth health = health(false);
        for (int i = 0; i < 10; i++) {
            assertThat(health.usable()).isTrue();
        }
        assertThat(asked).hasValue(1);

        away.set(true);
        clock.pass(Duration.ofSeconds(6));
        assertThat(health.usable()).isFalse();
        away.set(false);
        clock.pass(Duration.ofSeconds(6));
        assertThat(health.usable()).isTrue();
        assertThat(asked).hasValue(3);
    }

    @Test
    void aStoreThatOwesAnAnswerIsNotUsableAndNotAskedAgain() {
        StoreHealth health = health(true);

        assertThat(health.usable()).isFalse();
        clock.pass(Duration.ofMinutes(1));
        assertThat(health.usable()).isFalse();
        assertThat(asked).hasValue(1);

        answer.countDown();
        assertThat(health.usable()).isTrue();
    }

    /// Can be checked, and nothing else.
    private final class Checked implements BlobStore {
        private final boolean slow;

        Checked(boolean slow) {
            this.slow = slow;
        }

        @Override
        public void check() {
            asked.incrementAndGet();
            if (away.get()) {
                throw new ProblemException("storage.unavailable", "it is away");
            }
            try {
                if (slow) {
                    answer.await();
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public long put(BlobKey key, InputStream bytes) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Blob open(BlobKey key, Span span) {
            throw new UnsupportedOperationException();
        }

        @Override
        public OptionalLong size(BlobKey key) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void delete(BlobKey key) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<URI> link(BlobKey key, Presentation presentation, Duration good) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<URI> address(BlobKey key) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void start() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            throw new UnsupportedOperationException();
        }
    }
}
