package dev.quayside.http.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
    private static final long PATIENCE_SECONDS = 20;

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
    public void send(String text) throws IOException, InterruptedException {
        Session to = session;
        if (to == null || !open()) {
            throw new IOException("the socket is closed");
        }
        var sent = new Callback.Completable();
        to.sendText(text, sent);
        try {
            sent.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException("the client is gone", e.getCause());
        } catch (TimeoutException e) {
            to.disconnect();
            throw new IOException("the client took nothing for " + PATIENCE_SECONDS + " seconds", e);
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
