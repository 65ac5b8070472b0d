package dev.quayside.workflow.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import dev.quayside.base.ProblemException;
import dev.quayside.step.Outcome;
import dev.quayside.step.StepContext;
import dev.quayside.step.StepType;
import dev.quayside.testing.Await;
import dev.quayside.testing.TestDatabase;
import dev.quayside.workflow.store.WorkflowVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What those who watch a run see of how far its steps are.
class StepProgressTest {
    private static final Instant BEGAN = Instant.ofEpochSecond(1_000_000);

    private final TestDatabase holder = TestDatabase.fresh();
    private final CountDownLatch go = new CountDownLatch(1);
    private final StepType reads = TestNode.type("reads", this::read);
    private final TestNode node = new TestNode(holder.database(), ShortSpans.settings(), reads).start();

    /// The first call fails behind its third page, the second one waits at its seventh.
    private Outcome read(StepContext context) throws InterruptedException {
        if (context.attempt() == 1) {
            context.progress(3, 10, "pages");
            throw new ProblemException("test.torn", "The third page is torn");
        }
        context.progress(7, 10, "pages");
        go.await();
        context.progress(10, 10, "pages");
        return new Outcome.Succeeded(Json.object());
    }

    @AfterEach
    void close() {
        go.countDown();
        node.close();
        holder.close();
    }

    private StepView step(UUID run) {
        return node.runs.steps(node.runs.find(run).orElseThrow()).getFirst();
    }

    @Test
    void theLastWordOfTheCallThatIsUnderWayCountsUntilItEnds() throws Exception {
        WorkflowVersion version = node.put(
                "reading", "{'steps': [{'id': 'a', 'type': 'reads', 'retry': {'attempts': 2, 'backoff': '10ms'}}]}");
        UUID run = node.start(version, Json.object(), null);

        Await.until("the second call says how far it is", () -> {
            StepProgress said = step(run).progress();
            return said != null && said.done() == 7;
        });
        StepView now = step(run);
        assertThat(now.status()).isEqualTo("running");
        assertThat(now.attempts()).isEqualTo(2);
        assertThat(now.progress())
                .extracting(StepProgress::total, StepProgress::unit)
                .containsExactly(10L, "pages");

        go.countDown();
        node.await(run);
        assertThat(step(run).status()).isEqualTo("succeeded");
        assertThat(step(run).progress()).isNull();
    }

    @Test
    void whatIsLeftIsToldFromWhatWasDone() {
        var said = new StepProgress(25, 100, "pages", BEGAN.plusSeconds(5));

        assertThat(said.perSecond(BEGAN)).contains(5.0);
        assertThat(said.left(BEGAN)).contains(Duration.ofSeconds(15));
    }

    @Test
    void nothingIsToldFromNothing() {
        assertThat(new StepProgress(0, 100, "pages", BEGAN.plusSeconds(5)).left(BEGAN))
                .isEmpty();
        assertThat(new StepProgress(25, 0, "pages", BEGAN.plusSeconds(5)).left(BEGAN))
                .isEmpty();
        assertThat(new StepProgress(25, 100, "pages", BEGAN).perSecond(BEGAN)).isEmpty();
    }
}
