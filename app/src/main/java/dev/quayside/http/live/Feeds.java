package dev.quayside.http.live;

import dev.quayside.base.Pause;
import dev.quayside.base.ProblemException;
import dev.quayside.workflow.run.RunLogs;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// The feeds of the runs that somebody follows on this node. Safe for several threads.
final class Feeds {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(10);

    private final RunLogs logs;
    private final Map<UUID, Feed> feeds = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    Feeds(RunLogs logs) {
        this.logs = logs;
    }

    /// Whether there is a run of that id.
    ///
    /// @throws ProblemException if that cannot be found out
    boolean exists(UUID run) {
        return feeds.containsKey(run) || logs.find(run).isPresent();
    }

    /// Has `reader` follow a run, until [#leave].
    ///
    /// @return empty if there is no such run
    /// @throws ProblemException if the run cannot be read
    Optional<Feed> join(UUID run, Reader reader) {
        Feed feed = feeds.compute(run, (_, known) -> {
            Feed joined = known == null ? new Feed(run, logs) : known;
            joined.readers().add(reader);
            return joined;
        });
        boolean open = false;
        try {
            open = feed.open();
        } finally {
            if (!open) {
                leave(feed, reader);
            }
        }
        return open ? Optional.of(feed) : Optional.empty();
    }

    /// Does nothing for a reader that has left.
    void leave(Feed feed, Reader reader) {
        Feed left = feeds.computeIfPresent(feed.run(), (_, known) -> {
            feed.readers().remove(reader);
            return known == feed && feed.readers().isEmpty() ? null : known;
        });
        if (left != feed) {
            feed.close();
        }
    }

    /// Whether readers are to say goodbye.
    boolean stopping() {
        return stopping;
    }

    /// Has all readers say goodbye and leave, for a while; then they are cut off.
    void stop(Duration patience, Pause pause) {
        stopping = true;
        readers().forEach(Reader::ring);
        long end = System.nanoTime() + patience.toNanos();
        try {
            while (!feeds.isEmpty() && System.nanoTime() - end < 0) {
                pause.sleep(BETWEEN_LOOKS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        readers().forEach(Reader::abort);
    }

    private List<Reader> readers() {
        return feeds.values().stream().flatMap(feed -> feed.readers().stream()).toList();
    }
}
