package dev.quayside;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.quayside.base.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import tools.jackson.databind.JsonNode;

/// The world outside: an endpoint that records every effect, with the idempotency key under which it came.
///
/// `POST /effect` answers 200. `POST /flaky` answers 500 to the first request of each key. Safe for several threads.
final class FaultEffects implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, Map<String, Integer>> seen = new ConcurrentHashMap<>();
    private final BlockingQueue<String> tokens = new LinkedBlockingQueue<>();

    FaultEffects() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/effect", exchange -> answer(exchange, false));
        server.createContext("/flaky", exchange -> answer(exchange, true));
    }

    FaultEffects start() {
        server.start();
        return this;
    }

    /// Where it is, without a slash at the end.
    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /// How often each effect, as `load/step/item`, came under which key.
    Map<String, Map<String, Integer>> seen() {
        return seen;
    }

    /// Tokens of calls that wait for an answer; the same may come more than once.
    BlockingQueue<String> tokens() {
        return tokens;
    }

    /// Effects that came more than once.
    long repeated() {
        return seen.values().stream()
                .filter(keys ->
                        keys.values().stream().mapToInt(Integer::intValue).sum() > 1)
                .count();
    }

    private void answer(HttpExchange exchange, boolean flaky) throws IOException {
        try (exchange) {
            JsonNode body = Json.parse(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            String key = String.valueOf(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
            String effect = body.path("load").asString() + "/"
                    + body.path("step").asString() + "/" + body.path("item").asInt(-1);
            int times =
                    seen.computeIfAbsent(effect, _ -> new ConcurrentHashMap<>()).merge(key, 1, Integer::sum);
            if (body.has("token")) {
                tokens.add(body.path("token").asString());
            }
            byte[] answer = "{\"ok\":true}".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(flaky && times == 1 ? 500 : 200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
