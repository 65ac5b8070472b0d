package dev.quayside.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Bodies that come slowly, of clients that are not slow by themselves.
class MinimumPaceTest {
    private static final long BYTES_PER_SECOND = 1_000;
    private static final Duration PATIENCE = Duration.ofMillis(200);
    private static final int MOST = 100_000;

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    /// Reads a body, and is slow itself before it begins if it is asked to be.
    private static final class Reading extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            if (request.getHttpURI().getPath().equals("/busy")) {
                Thread.sleep(PATIENCE.multipliedBy(4));
            }
            int bytes = Content.Source.asInputStream(request).readAllBytes().length;
            Content.Sink.write(response, true, "read " + bytes, callback);
            return true;
        }
    }

    @BeforeEach
    void start() throws Exception {
        connector.setIdleTimeout(30_000);
        server.addConnector(connector);
        server.setHandler(new MinimumPace(new Reading(), BYTES_PER_SECOND, PATIENCE));
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    /// Sends pieces with a pause between them.
    ///
    /// @return what was answered; empty if the connection was cut
    private String send(String path, int piece, int pieces, Duration pause) throws InterruptedException, IOException {
        try (Socket socket = new Socket("localhost", connector.getLocalPort())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            try {
                out.write(("POST " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: "
                                + piece * pieces + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                for (int i = 0; i < pieces; i++) {
                    out.write(new byte[piece]);
                    Thread.sleep(pause);
                }
                return new String(socket.getInputStream().readNBytes(MOST), StandardCharsets.US_ASCII);
            } catch (IOException cut) {
                return "";
            }
        }
    }

    @Test
    void aBodyThatTricklesIsBrokenOff() throws Exception {
        assertThat(send("/", 1, 500, Duration.ofMillis(20))).doesNotContain("read 500");
    }

    @Test
    void aSlowOneIsBrokenOffBesideAFastOne() throws Exception {
        Thread fast = Thread.ofVirtual().start(() -> {
            try {
                for (int i = 0; i < 20; i++) {
                    assertThat(send("/", 1 << 20, 10, Duration.ZERO)).contains("read 10485760");
                }
            } catch (InterruptedException | IOException e) {
                throw new IllegalStateException(e);
            }
        });

        assertThat(send("/", 1, 500, Duration.ofMillis(20))).doesNotContain("read 500");
        fast.join();
    }

    @Test
    void aBodyThatKeepsThePaceIsRead() throws Exception {
        assertThat(send("/", 100, 30, Duration.ofMillis(20))).contains("read 3000");
    }

    @Test
    void timeInWhichNobodyReadDoesNotCount() throws Exception {
        assertThat(send("/busy", 10, 3, Duration.ZERO)).contains("read 30");
    }
}
