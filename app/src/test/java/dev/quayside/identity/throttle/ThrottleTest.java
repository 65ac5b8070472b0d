package dev.quayside.identity.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.testing.MovedClock;
import dev.quayside.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ThrottleTest {
    private static final Duration LOCK = Duration.ofMinutes(15);
    private static final Counter ALICE =
            new Counter("password:alice", new Counter.Rule(3, 6, LOCK, Duration.ofDays(1)));

    private final TestDatabase database = TestDatabase.fresh();
    private final MovedClock clock = new MovedClock();
    private final Throttle throttle = new Throttle(database.database(), clock);

    @AfterEach
    void stop() {
        database.close();
    }

    private Duration waitAfterOneMore() {
        assertThat(throttle.admit(List.of(ALICE))).isInstanceOf(Admission.Admitted.class);
        return switch (throttle.admit(List.of(ALICE))) {
            case Admission.Blocked(Duration retryAfter) -> {
                clock.pass(retryAfter);
                yield retryAfter;
            }
            case Admission.Admitted _ -> {
                throttle.takeBack(List.of(ALICE));
                yield Duration.ZERO;
            }
        };
    }

    @Test
    void delaysBeforeItLocks() {
        List<Duration> waits = IntStream.range(0, 7)
                .mapToObj(_ -> waitAfterOneMore().plusMillis(1).truncatedTo(java.time.temporal.ChronoUnit.SECONDS))
                .toList();

        assertThat(waits)
                .containsExactly(
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        LOCK,
                        LOCK);
    }

    /// Two requests read the clock, and the one that read it later is counted first.
    @Test
    void whoComesAtTheSameMomentIsNotTakenForSomebodyWhoMustWait() {
        assertThat(throttle.admit(List.of(ALICE))).isInstanceOf(Admission.Admitted.class);
        clock.pass(Duration.ofMillis(-1));
        assertThat(throttle.admit(List.of(ALICE))).isInstanceOf(Admission.Admitted.class);

        clock.pass(Duration.ofMillis(1));
        throttle.takeBack(List.of(ALICE));
        clock.pass(Duration.ofMillis(-1));

        assertThat(throttle.admit(List.of(ALICE))).isInstanceOf(Admission.Admitted.class);
    }

    @Test
    void aRestartForgetsNothing() {
        for (int i = 0; i < 4; i++) {
            var _ = throttle.admit(List.of(ALICE));
        }

        assertThat(new Throttle(database.database(), clock).admit(List.of(ALICE)))
                .isInstanceOf(Admission.Blocked.class);
    }

    @Test
    void aDayWithoutGuessesForgetsThem() {
        for (int i = 0; i < 4; i++) {
            var _ = throttle.admit(List.of(ALICE));
        }
        clock.pass(Duration.ofDays(1).plusSeconds(1));

        assertThat(waitAfterOneMore()).isZero();
    }

    @Test
    void whatTurnedOutRightIsNotCounted() {
        for (int i = 0; i < 50; i++) {
            assertThat(throttle.admit(List.of(ALICE))).isInstanceOf(Admission.Admitted.class);
            throttle.takeBack(List.of(ALICE));
        }
    }

    @Test
    void aCounterThatBlocksSparesTheOthers() {
        Counter network = new Counter("password:network", new Counter.Rule(3, 6, LOCK, Duration.ofDays(1)));
        for (int i = 0; i < 20; i++) {
            var _ = throttle.admit(List.of(network));
        }

        assertThat(throttle.admit(List.of(network, ALICE))).isInstanceOf(Admission.Blocked.class);
        assertThat(waitAfterOneMore()).isZero();
        assertThat(waitAfterOneMore()).isZero();
    }

    @Test
    void manyAtOnceGetNoMoreThanOneAfterTheOther() {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long admitted =
                    IntStream.range(0, 100)
                            .mapToObj(_ -> threads.submit(() -> throttle.admit(List.of(ALICE))))
                            .toList()
                            .stream()
                            .filter(each -> {
                                try {
                                    return each.get() instanceof Admission.Admitted;
                                } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
                                    throw new IllegalStateException(e);
                                }
                            })
                            .count();

            assertThat(admitted).isEqualTo(4);
        }
    }
}
