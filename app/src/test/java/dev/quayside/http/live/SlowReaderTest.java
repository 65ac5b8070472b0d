package dev.quayside.http.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.testing.Await;
import dev.quayside.testing.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Clients that take little or nothing: bare sockets with small buffers.
class SlowReaderTest {
    /// More than the system's buffers between two sockets take.
    private static final String MUCH =
            "{'steps': [{'id': 'a', 'type': 'lines', 'config': {'count': 1500, 'length': 8000}}]}";

    private final TestDatabase holder = TestDatabase.fresh();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
        holder.close();
    }

    private LiveNode node(Duration patience) {
        LiveNode node = new LiveNode(
                        holder.database(),
                        new LiveSettings(Duration.ofSeconds(15), patience, Duration.ofMillis(200)),
                        patience)
                .start();
        open.add(node);
        return node;
    }

    /// Asks for a stream and takes nothing of what comes.
    private Socket stuck(LiveNode node, String request) throws IOException {
        var socket = new Socket();
        open.add(socket);
        socket.setReceiveBufferSize(4_096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), node.edge.port()));
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        return socket;
    }

    private Socket stuckStream(LiveNode node, UUID run) throws IOException {
        return stuck(node, "GET /api/v1/executions/" + run + "/logs/stream?token=good HTTP/1.1\r\nHost: a\r\n\r\n");
    }

    private Socket stuckSocket(LiveNode node, UUID run) throws IOException {
        return stuck(
                node,
                "GET /ws/executions/" + run + "/logs?token=good HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\n"
                        + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    }

    /// Takes a byte a second, as long as there are any.
    private void trickle(Socket socket) {
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                while (socket.getInputStream().read() >= 0) {
                    Thread.sleep(Duration.ofSeconds(1));
                }
            } catch (IOException | InterruptedException _) {
                return;
            }
        });
        open.add(thread::interrupt);
    }

    @Test
    void whoTakesNothingIsCutOff() throws Exception {
        LiveNode node = node(Duration.ofSeconds(1));
        UUID run = node.run(MUCH);
        node.await(run);

        var _ = stuckStream(node, run);
        var _ = stuckSocket(node, run);
        trickle(stuckStream(node, run));
        trickle(stuckSocket(node, run));

        Await.until("the sockets are cut", () -> node.figure("quayside.live.cut", "websocket") == 2);
        Await.until("the streams are cut", () -> node.figure("quayside.live.cut", "sse") == 2);
        Await.until("nobody is left", () -> node.routes.openStreams() == 0);
    }

    @Test
    void neitherTheRunNorOthersWaitForWhoTakesNothing() throws Exception {
        LiveNode node = node(Duration.ofSeconds(30));
        UUID run = node.talk();
        for (int i = 0; i < 20; i++) {
            var _ = stuckStream(node, run);
            var _ = stuckSocket(node, run);
        }
        Await.until("they follow", () -> node.routes.openStreams() == 40);
        String word = "x".repeat(8_000);
        try (Clients quick =
                Clients.events(node.edge.port(), "/api/v1/executions/" + run + "/logs/stream?token=good")) {
            for (int i = 0; i < 1_500; i++) {
                node.words.add(word);
            }
            node.words.add(LiveNode.END);

            assertThat(node.await(run).status().ended()).isTrue();
            assertThat(quick.rest().getLast().get(0).asString()).isEqualTo("end");
        }

        Await.until("only they are left", () -> node.routes.openStreams() == 40);
        assertThat(node.figure("quayside.live.cut", "sse")).isZero();
        assertThat(node.figure("quayside.live.cut", "websocket")).isZero();
    }

    @Test
    void aStopDoesNotWaitForWhoTakesNothing() throws Exception {
        LiveNode node = node(Duration.ofMinutes(10));
        UUID run = node.run(MUCH);
        node.await(run);
        var _ = stuckStream(node, run);
        var _ = stuckSocket(node, run);
        Await.until("they follow", () -> node.routes.openStreams() == 2);

        node.routes.close();

        Await.until("nobody is left", () -> node.routes.openStreams() == 0);
    }

    @Test
    void aSlowClientThatGoesOnReadingHearsEverything() throws Exception {
        LiveNode node = node(Duration.ofSeconds(20));
        UUID run = node.run(MUCH);
        node.await(run);
        Socket slow = stuckStream(node, run);
        Await.until("it follows", () -> node.routes.openStreams() == 1);
        StringBuilder heard = new StringBuilder();
        byte[] some = new byte[4_096];
        int read;
        while ((read = slow.getInputStream().read(some)) > 0) {
            heard.append(new String(some, 0, read, StandardCharsets.US_ASCII));
            if (heard.indexOf("event: end", Math.max(0, heard.length() - 10_000)) > 0) {
                break;
            }
        }

        assertThat(heard).contains("\nid: 1502\n").contains("\"last_id\":");
    }
}
