package dev.quayside.http.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/// Carries a [Conversation] over a WebSocket of Jetty.
///
/// Public because Jetty calls it by reflection. Safe for several threads.
public final class JettySocket implements Session.Listener.AutoDemanding, Socket {
    private static final int LONGEST_REASON = 120;

    /// How long a client that takes nothing is given to hear why it is cut off.
    private static final Duration GOODBYE = Duration.ofSeconds(1);

    private final Conversation conversation;
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile @Nullable Session session;

    JettySocket(Conversation conversation) {
        this.conversation = conversation;
    }

    @Override
    public void onWebSocketOpen(Session opened) {
        session = opened;
        conversation.opened(this);
    }

    @Override
    public void onWebSocketText(String text) {
        conversation.received(text);
    }

    @Override
    public void onWebSocketError(Throwable cause) {
        end();
    }

    @Override
    public void onWebSocketClose(int code, String reason, Callback callback) {
        end();
        callback.succeed();
    }

    private void end() {
        if (over.compareAndSet(false, true)) {
            conversation.closed();
        }
    }

    @Override
    public boolean send(List<String> texts, Duration patience) throws IOException, InterruptedException {
        Session to = session;
        if (to == null || !open()) {
            throw new IOException("the socket is closed");
        }
        var sent = new Callback.Completable();
        for (int i = 0; i < texts.size(); i++) {
            to.sendText(texts.get(i), i == texts.size() - 1 ? sent : Callback.NOOP);
        }
        return texts.isEmpty() || done(sent, patience);
    }

    private static boolean done(Callback.Completable sent, Duration patience) throws IOException, InterruptedException {
        try {
            sent.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException e) {
            throw new IOException("the client is gone", e.getCause());
        } catch (TimeoutException e) {
            return false;
        }
    }

    @Override
    public void cut(int code, String reason) {
        Session to = session;
        if (to == null) {
            return;
        }
        var said = new Callback.Completable();
        to.close(code, shortened(reason), said);
        try {
            if (!done(said, GOODBYE)) {
                to.disconnect();
            }
        } catch (IOException e) {
            to.disconnect();
        } catch (InterruptedException e) {
            to.disconnect();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close(int code, String reason) {
        Session to = session;
        if (to != null) {
            to.close(code, shortened(reason), Callback.NOOP);
        }
    }

    private static String shortened(String reason) {
        byte[] bytes = reason.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= LONGEST_REASON) {
            return reason;
        }
        int end = LONGEST_REASON;
        while (end > 0 && (bytes[end] & 0xC0) == 0x80) {
            end--; // not in the middle of a character
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    @Override
    public boolean open() {
        Session to = session;
        return to != null && to.isOpen() && !over.get();
    }
}
