package dev.quayside.http.server;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/// Breaks off bodies that come too slowly, lest they hold their threads for ever. Only time in which we wait for the
/// client counts. Safe for several threads.
///
/// Jetty's own `MinimumDataRateHandler` counts the bytes of all requests together: one that comes too slowly passes
/// beside others, and after nine gigabytes the product with a thousand million is too large for 64 bits, and every body
/// is broken off (12.1.13).
final class MinimumPace extends Handler.Wrapper {
    private final long bytesPerSecond;
    private final Duration patience;

    /// @param bytesPerSecond how much has to come on average
    /// @param patience how long nothing is asked of a body
    MinimumPace(Handler next, long bytesPerSecond, Duration patience) {
        super(next);
        this.bytesPerSecond = bytesPerSecond;
        this.patience = patience;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        return super.handle(new Paced(request), response, callback);
    }

    /// A request whose body is watched. One thread at a time, as Jetty has it.
    private final class Paced extends Request.Wrapper {
        private long bytes;
        private long waitedNanos;
        private Content.@Nullable Chunk failure;

        Paced(Request request) {
            super(request);
        }

        @Override
        public Content.@Nullable Chunk read() {
            if (failure != null) {
                return failure;
            }
            Content.Chunk chunk = super.read();
            bytes += chunk == null ? 0 : chunk.remaining();
            return chunk;
        }

        @Override
        public void demand(Runnable readable) {
            if (tooSlow()) {
                failure = Content.Chunk.from(new TimeoutException("less than " + bytesPerSecond + " bytes a second"));
                readable.run();
                return;
            }
            long began = System.nanoTime();
            super.demand(() -> {
                waitedNanos += System.nanoTime() - began;
                readable.run();
            });
        }

        private boolean tooSlow() {
            return waitedNanos > patience.toNanos() && bytes < bytesPerSecond * (waitedNanos / 1e9);
        }
    }
}
