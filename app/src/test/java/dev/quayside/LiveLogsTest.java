package dev.quayside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Logs of runs as the whole program serves them, with its own tokens.
class LiveLogsTest {
    /// Gathers messages until the server closes.
    private static final class Heard implements WebSocket.Listener {
        private final List<String> messages = new ArrayList<>();
        private final StringBuilder part = new StringBuilder();
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                messages.add(part.toString());
                part.setLength(0);
            }
            socket.request(1);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.complete(code);
            return CompletableFuture.completedFuture(null);
        }
    }

    @Test
    void aRunIsListedAndFollowed() throws Exception {
        try (TestServer server = new TestServer();
                HttpClient client = HttpClient.newHttpClient()) {
            String workflow =
                    server.workflow("{'steps': [{'id': 'a', 'type': 'condition', 'config': {'condition': true}}]}");
            String run = server.post(workflow + "/executions?wait=60s", "{}")
                    .json()
                    .path("id")
                    .asString();

            assertThat(server.get("/api/v1/executions/" + run + "/logs")
                            .json()
                            .path("total")
                            .asInt())
                    .isEqualTo(3);
            String stream = client.send(
                            HttpRequest.newBuilder(server.address()
                                            .resolve("/api/v1/logs/executions/" + run + "/logs/stream?token="
                                                    + server.token()))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
            assertThat(stream).contains("id: 1\n").contains("id: 3\n").contains("event: end\n");

            Heard heard = new Heard();
            URI address = URI.create("ws://127.0.0.1:" + server.address().getPort() + "/ws/executions/" + run
                    + "/logs?token=" + server.token());
            WebSocket socket =
                    client.newWebSocketBuilder().buildAsync(address, heard).get(20, TimeUnit.SECONDS);

            assertThat(heard.closed.get(20, TimeUnit.SECONDS)).isEqualTo(1000);
            assertThat(heard.messages.stream()
                            .map(message -> Json.parse(message).path("type").asString()))
                    .containsExactly("info", "log", "step_started", "step_completed", "log", "run_completed");
            assertThat(server.get("/metrics").response().body()).contains("quayside_live_streams{wire=\"sse\"");
            socket.abort();
        }
    }
}
