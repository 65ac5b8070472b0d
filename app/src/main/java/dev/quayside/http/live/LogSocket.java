package dev.quayside.http.live;

import dev.quayside.base.ProblemException;
import dev.quayside.http.message.HttpError;
import dev.quayside.http.message.Request;
import dev.quayside.http.server.Admission;
import dev.quayside.http.server.Conversation;
import dev.quayside.http.server.Socket;
import dev.quayside.identity.Permission;
import dev.quayside.workflow.run.LogLine;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One client that follows a run by a WebSocket. It has a thread only while there is something to send.
///
/// The thread that was started for it owns all of its fields but the volatile ones; the state hands them from one
/// thread to the next.
final class LogSocket implements Conversation, Reader {
    private static final Logger LOG = LoggerFactory.getLogger(LogSocket.class);

    /// Characters that are sent at once. A client that takes less than this in the time it is given is too slow.
    private static final int AT_ONCE = 8 << 10;

    /// Nobody sends.
    private static final int IDLE = 0;

    /// A thread sends.
    private static final int SENDING = 1;

    /// A thread sends, and is to look once more.
    private static final int RUNG = 2;

    private final LiveContext live;
    private final AtomicInteger state = new AtomicInteger(SENDING);
    private volatile @Nullable Request request;
    private volatile @Nullable Socket socket;
    private volatile @Nullable Feed feed;
    private volatile boolean over;
    /// The number of the last line that the client has.
    private volatile int last;
    /// When the line was written that the client had last before it came.
    private @Nullable Instant resumedAt;
    /// Steps whose beginning was told and whose end was not; null for none.
    private @Nullable Set<String> begun;

    LogSocket(LiveContext live, Request request) {
        this.live = live;
        this.request = request;
    }

    @Override
    public void opened(Socket opened) {
        socket = opened;
        live.sockets().opened();
        start(() -> greet(opened));
    }

    private void start(Runnable work) {
        var _ = Thread.ofVirtual().name("log-socket").start(() -> {
            Socket to = socket;
            try {
                work.run();
            } catch (ProblemException e) {
                LOG.warn("A WebSocket ends after line {}; its client may come again: {}", last, e.problem());
                end(to, Socket.TRY_AGAIN, "the log cannot be read now; " + resume());
            } catch (RuntimeException e) {
                LOG.error("A WebSocket ends after line {} for a reason that nobody foresaw", last, e);
                end(to, Socket.ERROR, "internal error; " + resume());
            }
        });
    }

    private void greet(Socket to) {
        Request asked = request;
        request = null; // headers and the like need not be kept
        try {
            if (asked != null) {
                join(to, asked);
                carry(to);
            }
        } catch (HttpError e) {
            end(
                    to,
                    e.status() == 503 ? Socket.TRY_AGAIN : Socket.POLICY,
                    e.problem().detail());
        } catch (IOException e) {
            leave();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            leave();
        }
    }

    private void join(Socket to, Request asked) throws IOException, InterruptedException {
        var _ = Admission.require(live.authenticator(), Admission.withTokenOfQuery(asked), Permission.READ_LOGS);
        UUID run = LiveRoutes.run(asked);
        last = LiveRoutes.after(asked);
        Optional<Feed> joined = live.feeds().join(run, this);
        if (joined.isEmpty()) {
            throw LiveRoutes.unknown(asked);
        }
        feed = joined.get();
        if (over) {
            leave(); // the client went while we looked
            throw new IOException("the client is gone");
        }
        if (last > 0) {
            resume(joined.get());
        }
        send(to, List.of(LogMessages.hello(run, last, live.clock().instant())));
    }

    private void resume(Feed from) {
        List<Line> before = from.after(last - 1);
        if (!before.isEmpty() && before.getFirst().number() == last) {
            resumedAt = before.getFirst().log().at();
        }
    }

    @Override
    public void ring() {
        Socket to = socket;
        if (state.getAndSet(RUNG) == IDLE && to != null) {
            start(() -> carryOn(to));
        }
    }

    private void carryOn(Socket to) {
        try {
            carry(to);
        } catch (IOException e) {
            leave();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            leave();
        }
    }

    /// Sends what there is, until nobody rings any more.
    private void carry(Socket to) throws IOException, InterruptedException {
        Feed from = feed;
        while (from != null && !over) {
            state.set(SENDING);
            from.work();
            try {
                for (List<Line> lines = from.after(last); !lines.isEmpty(); lines = from.after(last)) {
                    sendLines(to, lines);
                }
            } finally {
                from.rest();
            }
            LogLine end = from.endAt(last);
            if (end != null) {
                send(to, List.of(LogMessages.completed(from.run(), end)));
                end(to, Socket.NORMAL, "the execution has ended");
            } else if (live.feeds().stopping()) {
                end(to, Socket.GOING_AWAY, "the server is stopping; " + resume());
            } else if (state.compareAndSet(SENDING, IDLE)) {
                return;
            }
        }
    }

    private void sendLines(Socket to, List<Line> lines) throws IOException, InterruptedException {
        List<String> texts = new ArrayList<>();
        int size = 0;
        for (Line line : lines) {
            String start = impliedStart(line);
            if (start != null) {
                texts.add(start);
                size += start.length();
            }
            texts.add(line.message());
            size += line.message().length();
            if (size >= AT_ONCE) {
                send(to, texts);
                last = line.number();
                texts.clear();
                size = 0;
            }
        }
        send(to, texts);
        last = lines.getLast().number();
    }

    private void send(Socket to, List<String> texts) throws IOException, InterruptedException {
        if (!to.send(texts, live.settings().patience())) {
            live.sockets().cut();
            LOG.info(
                    "A client took nothing for {} and is cut off after line {}",
                    live.settings().patience(),
                    last);
            over = true;
            to.cut(Socket.TRY_AGAIN, "you take nothing; " + resume());
            throw new IOException("the client took nothing");
        }
    }

    private String resume() {
        return "resume with after=" + last;
    }

    /// What tells that a step began whose beginning has no line of its own, because it was over soon.
    private @Nullable String impliedStart(Line line) {
        LogLine log = line.log();
        String step = log.stepId() + "/" + log.item();
        return switch (log.type()) {
            case STEP_STARTED -> {
                begin(step);
                yield null;
            }
            case STEP_EXPANDED -> begin(step) ? LogMessages.started(line.run(), log) : null;
            case STEP_WAITING, STEP_RETRYING ->
                begins(log) && begin(step) ? LogMessages.started(line.run(), log) : null;
            case STEP_COMPLETED, STEP_FAILED ->
                !ended(step) && begins(log) ? LogMessages.started(line.run(), log) : null;
            case STEP_CANCELLED -> {
                ended(step);
                yield null;
            }
            default -> null;
        };
    }

    /// Whether the call that `line` ends began behind the place where the client came in.
    private boolean begins(LogLine line) {
        Instant began = line.startedAt();
        return began != null && (resumedAt == null || !began.isBefore(resumedAt));
    }

    private boolean begin(String step) {
        if (begun == null) {
            begun = new HashSet<>();
        }
        return begun.add(step);
    }

    /// @return whether its beginning was told
    private boolean ended(String step) {
        boolean told = begun != null && begun.remove(step);
        if (told && begun != null && begun.isEmpty()) {
            begun = null;
        }
        return told;
    }

    private void end(@Nullable Socket to, int code, String reason) {
        over = true;
        leave();
        if (to != null) {
            to.close(code, reason);
        }
    }

    /// Does nothing the second time.
    private void leave() {
        over = true;
        Feed from = feed;
        if (from != null) {
            live.feeds().leave(from, this);
        }
    }

    @Override
    public void abort() {
        Socket to = socket;
        if (to != null) {
            leave();
            start(() -> to.cut(Socket.GOING_AWAY, "the server is stopping; " + resume()));
        }
    }

    @Override
    public void closed() {
        leave();
        if (socket != null) {
            live.sockets().closed();
        }
    }
}
