package dev.quayside.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.testing.Await;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class RestingTest {
    private static final Duration SHORT = Duration.ofMillis(20);

    private final Fake one = new Fake();
    private final Fake other = new Fake();

    @Test
    void theOneThatWorkedLastIsGivenOutFirst() {
        try (Resting<Fake> resting = new Resting<>(Resting.LONG)) {
            resting.put(one);
            resting.put(other);

            assertThat(resting.take()).contains(other);
            assertThat(resting.take()).contains(one);
            assertThat(resting.take()).isEmpty();
        }
    }

    @Test
    void whoHasRestedTooLongIsEnded() throws Exception {
        try (Resting<Fake> resting = new Resting<>(SHORT)) {
            resting.put(one);
            resting.put(other);

            Await.until("both have ended", () -> one.closed() && other.closed());
            assertThat(resting.take()).isEmpty();
        }
    }

    @Test
    void whoCameAfterwardsIsEndedToo() throws Exception {
        try (Resting<Fake> resting = new Resting<>(SHORT)) {
            resting.put(one);
            Await.until("the first has ended", one::closed);

            resting.put(other);

            Await.until("the second has ended", other::closed);
        }
    }

    @Test
    void whoIsAtWorkIsLeftAlone() throws Exception {
        try (Resting<Fake> resting = new Resting<>(SHORT)) {
            resting.put(one);
            assertThat(resting.take()).contains(one);
            resting.put(other);

            Await.until("the one at rest has ended", other::closed);
            assertThat(one.closed()).isFalse();
        }
    }

    @Test
    void whoDiedAtRestIsNotGivenOut() {
        try (Resting<Fake> resting = new Resting<>(Resting.LONG)) {
            resting.put(one);
            resting.put(other);
            other.dead.set(true);

            assertThat(resting.take()).contains(one);
            assertThat(other.closed()).isTrue();
        }
    }

    @Test
    void theEndOfTheServerEndsThoseAtRestAndThoseThatComeLater() {
        Resting<Fake> resting = new Resting<>(Resting.LONG);
        resting.put(one);

        resting.close();
        resting.put(other);

        assertThat(one.closed()).isTrue();
        assertThat(other.closed()).isTrue();
    }

    private static final class Fake implements Resting.Warm {
        private final AtomicBoolean dead = new AtomicBoolean();
        private final AtomicBoolean closed = new AtomicBoolean();

        boolean closed() {
            return closed.get();
        }

        @Override
        public boolean usable() {
            return !dead.get();
        }

        @Override
        public void close() {
            closed.set(true);
        }
    }
}
