package dev.quayside.workflow.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import dev.quayside.step.Outcome;
import dev.quayside.step.StepType;
import dev.quayside.testing.Await;
import dev.quayside.testing.TestDatabase;
import dev.quayside.workflow.decider.RunStatus;
import dev.quayside.workflow.journal.CrashPoints;
import dev.quayside.workflow.journal.Run;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A node that stops in order.
class StopTest {
    private final TestDatabase holder = TestDatabase.fresh();
    private final AtomicInteger calls = new AtomicInteger();
    private final StepType counted = TestNode.type("counted", _ -> {
        calls.incrementAndGet();
        return new Outcome.Succeeded(Json.object());
    });

    @AfterEach
    void close() {
        holder.close();
    }

    @Test
    void aCallThatHasJustEndedIsRecordedFirst() throws Exception {
        Gate gate = new Gate(CrashPoints.Point.AFTER_EFFECT);
        UUID run;
        try (TestNode node = new TestNode(holder.database(), ShortSpans.settings(), gate, counted).start()) {
            gate.shut();
            run = node.start("{'steps': [{'id': 'a', 'type': 'counted'}]}");
            Await.until("ended, and not recorded", () -> gate.held() == 1);

            Thread closer = Thread.ofVirtual().start(node::close);
            boolean _ = closer.join(Duration.ofMillis(500));
            gate.open();
            closer.join();
        }

        try (TestNode next = new TestNode(holder.database(), ShortSpans.settings(), counted).start()) {
            assertThat(next.await(run).status()).isEqualTo(RunStatus.COMPLETED);
            assertThat(calls).hasValue(1);
        }
    }

    @Test
    void whoWaitsForARunIsAnsweredWhenTheServerIsToStop() throws Exception {
        try (TestNode other = new TestNode(holder.database(), ShortSpans.settings()).start()) {
            UUID run = other.start("{'steps': [{'id': 'a', 'type': 'park'}]}");
            AtomicReference<Run> answer = new AtomicReference<>();
            Thread waiting = Thread.ofPlatform().start(() -> {
                try {
                    answer.set(other.runs.await(run, Duration.ofMinutes(10)));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            Await.until("waiting", () -> waiting.getState() == Thread.State.TIMED_WAITING);

            other.engine.prepareStop();

            assertThat(waiting.join(Duration.ofSeconds(10))).isTrue();
            assertThat(answer.get().status().ended()).isFalse();
        }
    }
}
