package dev.quayside.workflow.run;

import dev.quayside.base.Pause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells other nodes of runs through a channel of the database, of many in one notification. Safe for several threads.
///
/// A payload is who sends it, a space, and the ids of the runs with commas between them.
final class RunNotes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunNotes.class);

    /// PostgreSQL carries payloads of less than 8000 bytes.
    private static final int RUNS_IN_ONE = 200;

    private static final Duration BETWEEN = Duration.ofMillis(2);

    private final SignalTable signals;
    private final String channel;
    private final String sender;
    private final Pause pause;
    private final LinkedBlockingQueue<UUID> queue = new LinkedBlockingQueue<>();
    private final Set<UUID> queued = ConcurrentHashMap.newKeySet();
    private final Thread thread;

    RunNotes(SignalTable signals, String channel, String sender, Pause pause) {
        this.signals = signals;
        this.channel = channel;
        this.sender = sender;
        this.pause = pause;
        this.thread = Thread.ofVirtual().name(channel).unstarted(this::send);
    }

    void start() {
        thread.start();
    }

    /// Returns at once; a run that waits to be told of already is told of once.
    void tellOf(UUID run) {
        if (queued.add(run)) {
            queue.add(run);
        }
    }

    private void send() {
        try {
            while (true) {
                List<UUID> runs = new ArrayList<>();
                runs.add(queue.take());
                queue.drainTo(runs, RUNS_IN_ONE - 1);
                runs.forEach(queued::remove);
                announce(sender + " " + runs.stream().map(UUID::toString).collect(Collectors.joining(",")));
                pause.sleep(BETWEEN);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void announce(String payload) {
        try {
            signals.announce(channel, payload);
        } catch (RuntimeException e) {
            // Followers look by themselves once in a while: a notification only makes it sooner.
            LOG.debug("Nobody was told on {}", channel, e);
        }
    }

    /// The runs that a payload tells of; none if `self` sent it.
    static List<UUID> parse(String payload, String self) {
        int space = payload.indexOf(' ');
        return payload.substring(0, Math.max(0, space)).equals(self)
                ? List.of()
                : Arrays.stream(payload.substring(space + 1).split(","))
                        .map(UUID::fromString)
                        .toList();
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
