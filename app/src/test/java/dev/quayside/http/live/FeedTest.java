package dev.quayside.http.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.testing.Await;
import dev.quayside.testing.TestDatabase;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FeedTest {
    private final TestDatabase holder = TestDatabase.fresh();
    private final LiveNode node = new LiveNode(holder.database()).start();

    @AfterEach
    void close() {
        node.close();
        holder.close();
    }

    /// Counts how often it was rung.
    private record Counting(AtomicInteger rung) implements Reader {
        @Override
        public void ring() {
            rung.incrementAndGet();
        }

        @Override
        public void abort() {
            throw new AssertionError("nobody stops");
        }
    }

    @Test
    void whoWaitsIsRungAlsoIfSomebodyElseHasReadTheEndBefore() throws Exception {
        UUID run = node.talk();
        Await.until("shown", () -> node.log(run).size() == 2);
        Feed feed = new Feed(run, node.logs);
        assertThat(feed.open()).isTrue();
        node.words.add(LiveNode.END);
        node.await(run); // the feed has no readers, so it does not look
        Counting waiting = new Counting(new AtomicInteger());
        feed.readers().add(waiting);

        List<Line> lines = feed.after(0);
        assertThat(lines).hasSize(4);
        feed.mayHaveMore();

        Await.until("rung", () -> waiting.rung().get() > 0);
        assertThat(feed.endAt(4)).isNotNull();
        feed.close();
    }

    @Test
    void nothingIsKeptWhileAllReadersWait() throws Exception {
        UUID run = node.ended(300);
        Feed feed = new Feed(run, node.logs);
        assertThat(feed.open()).isTrue();

        feed.work();
        List<Line> once = feed.after(0);
        List<Line> again = feed.after(0);
        feed.rest();
        feed.work();
        List<Line> later = feed.after(0);
        feed.rest();

        assertThat(again.getFirst()).as("read once").isSameAs(once.getFirst());
        assertThat(later.getFirst()).as("read anew").isNotSameAs(once.getFirst());
        feed.close();
    }
}
