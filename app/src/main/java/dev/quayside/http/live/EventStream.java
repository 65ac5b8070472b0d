package dev.quayside.http.live;

import dev.quayside.base.Json;
import dev.quayside.base.ProblemException;
import dev.quayside.http.message.Response;
import dev.quayside.workflow.run.LogLine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// One client that follows a run by server-sent events, on the request's own thread.
///
/// Source: WHATWG HTML, section "Server-sent events"
final class EventStream implements Reader, Response.Writer {
    /// In the id of the event `end`, behind the number of the last line: an `EventSource` that comes again with it has
    /// everything.
    static final String END_MARK = "/end";

    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
    private static final byte[] HELLO = "retry: 2000\n: the log of this execution\n\n".getBytes(StandardCharsets.UTF_8);
    private static final byte[] HEARTBEAT = ": still here\n\n".getBytes(StandardCharsets.UTF_8);
    private static final int WRITE_AT = 32 << 10;

    private final Feeds feeds;
    private final Streams streams;
    private final Duration heartbeat;
    private final UUID run;
    private final Semaphore rung = new Semaphore(0);
    private volatile @Nullable Thread thread;
    private int last;

    /// @param after the number of the last line that the client has
    EventStream(Feeds feeds, Streams streams, Duration heartbeat, UUID run, int after) {
        this.feeds = feeds;
        this.streams = streams;
        this.heartbeat = heartbeat;
        this.run = run;
        this.last = after;
    }

    @Override
    public void ring() {
        rung.release();
    }

    @Override
    public void abort() {
        Thread writing = thread;
        if (writing != null) {
            writing.interrupt();
        }
    }

    @Override
    public void write(OutputStream out) throws IOException, InterruptedException {
        thread = Thread.currentThread();
        Optional<Feed> joined = feeds.join(run, this);
        if (joined.isEmpty()) {
            return; // removed since it was looked for
        }
        streams.opened();
        try {
            follow(joined.get(), out);
        } catch (IOException e) {
            if (tooSlow(e)) {
                streams.cut();
                LOG.info("A client of the log of run {} took nothing and was cut off after line {}", run, last);
            }
            throw e;
        } catch (ProblemException e) {
            if (!feeds.stopping()) {
                LOG.warn("A stream of run {} ends after line {}; its client comes again: {}", run, last, e.problem());
            }
        } finally {
            feeds.leave(joined.get(), this);
            streams.closed();
        }
    }

    private void follow(Feed feed, OutputStream out) throws IOException, InterruptedException {
        send(out, HELLO);
        while (!takeAll(feed, out)) {
            boolean more = rung.tryAcquire(heartbeat.toNanos(), TimeUnit.NANOSECONDS);
            rung.drainPermits();
            if (!more) {
                send(out, HEARTBEAT);
            }
        }
    }

    /// Sends what there is.
    ///
    /// @return whether the stream is over
    private boolean takeAll(Feed feed, OutputStream out) throws IOException {
        feed.work();
        try {
            for (List<Line> lines = feed.after(last); !lines.isEmpty(); lines = feed.after(last)) {
                send(lines, out);
            }
        } finally {
            feed.rest();
        }
        LogLine end = feed.endAt(last);
        if (end != null) {
            send(out, end(end));
        } else if (feeds.stopping()) {
            send(out, event("event: stopping", Json.object().put("last_id", last)));
        }
        return end != null || feeds.stopping();
    }

    private void send(List<Line> lines, OutputStream out) throws IOException {
        var bytes = new ByteArrayOutputStream();
        for (Line line : lines) {
            bytes.writeBytes(line.event());
            if (bytes.size() >= WRITE_AT) {
                send(out, bytes.toByteArray());
                bytes.reset();
                last = line.number();
            }
        }
        if (bytes.size() > 0) {
            send(out, bytes.toByteArray());
        }
        last = lines.getLast().number();
    }

    private static byte[] end(LogLine line) {
        ObjectNode data = Json.object().put("status", LogMessages.status(line)).put("last_id", line.number());
        return event("id: " + line.number() + END_MARK + "\nevent: end", data);
    }

    private static byte[] event(String head, ObjectNode data) {
        return (head + "\ndata: " + Json.write(data) + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    private static void send(OutputStream out, byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /// Whether the connection's idle timeout ended a write.
    private static boolean tooSlow(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof TimeoutException) {
                return true;
            }
        }
        return false;
    }
}
