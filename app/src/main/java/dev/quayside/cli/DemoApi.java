package dev.quayside.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.quayside.base.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A small HTTP API on a free port of this machine, for the demonstration's workflows to talk to.
///
/// `GET /shipments` gives the sample data, `GET /customs/ID` whether customs holds that shipment, and `POST /scale` the
/// weight of all, after it was busy twice for every caller (told apart by `Idempotency-Key`).
final class DemoApi implements AutoCloseable {
    private static final int BUSY_TIMES = 2;

    private final JsonNode shipments;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Integer> asked = new ConcurrentHashMap<>();

    DemoApi(JsonNode shipments) throws IOException {
        this.shipments = shipments;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    void start() {
        server.createContext("/shipments", exchange -> answer(exchange, 200, shipments));
        server.createContext("/customs/", this::customs);
        server.createContext("/scale", this::scale);
        server.setExecutor(threads);
        server.start();
    }

    /// Where it is, without a slash at the end.
    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void customs(HttpExchange exchange) throws IOException {
        String id = exchange.getRequestURI().getPath().substring("/customs/".length());
        for (JsonNode shipment : shipments.path("shipments")) {
            if (shipment.path("id").asString("").equals(id)) {
                boolean held = shipment.path("tonnes").asDouble() > 20;
                answer(exchange, 200, Json.object().put("id", id).put("held", held));
                return;
            }
        }
        answer(exchange, 404, Json.object().put("error", "there is no shipment " + id));
    }

    private void scale(HttpExchange exchange) throws IOException {
        String key = String.valueOf(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
        int times = asked.merge(key, 1, Integer::sum);
        if (times <= BUSY_TIMES) {
            answer(exchange, 503, Json.object().put("error", "the scale is busy"));
            return;
        }
        double tonnes = 0;
        for (JsonNode shipment : shipments.path("shipments")) {
            tonnes += shipment.path("tonnes").asDouble();
        }
        answer(exchange, 200, Json.object().put("tonnes", tonnes).put("asked", times));
    }

    private static void answer(HttpExchange exchange, int status, JsonNode body) throws IOException {
        byte[] bytes = Json.writeBytes(body instanceof ObjectNode object ? object : Json.object());
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
