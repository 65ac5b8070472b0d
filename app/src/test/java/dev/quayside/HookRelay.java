package dev.quayside;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Stands between workers and the server, at an address that is known before the server's is, and does to callbacks
/// what networks do; between a server and its queue as well.
final class HookRelay implements AutoCloseable {
    /// What happens to callbacks.
    enum Mood {
        /// They arrive, and so do the answers.
        KIND,
        /// They arrive; the answers do not.
        LOSES_ANSWERS,
        /// They do not arrive.
        LOSES_CALLS,
        /// They wait until the mood changes.
        HOLDS
    }

    private static final List<String> FORWARDED = List.of(
            "X-Webhook-Timestamp",
            "X-Webhook-Signature",
            "X-Webhook-Secret",
            "Authorization",
            "Content-Type",
            "X-Amz-Date",
            "X-Amz-Target");

    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicReference<Mood> mood = new AtomicReference<>(Mood.KIND);
    private final AtomicReference<CountDownLatch> held = new AtomicReference<>(new CountDownLatch(1));
    private final AtomicReference<@Nullable URI> target = new AtomicReference<>();
    private final List<Integer> answers = new CopyOnWriteArrayList<>();
    private final List<String> waiting = new CopyOnWriteArrayList<>();
    private final AtomicInteger lost = new AtomicInteger();

    HookRelay() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::relay);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    void to(URI address) {
        target.set(address);
    }

    void mood(Mood next) {
        mood.set(next);
        held.getAndSet(new CountDownLatch(1)).countDown();
    }

    /// The statuses that the server has answered.
    List<Integer> answers() {
        return answers;
    }

    /// How many callbacks have waited.
    int heldCalls() {
        return waiting.size();
    }

    /// How many calls have not arrived.
    int lostCalls() {
        return lost.get();
    }

    private void relay(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        byte[] said = {};
        int status = 503;
        CountDownLatch latch = held.get();
        Mood now = mood.get();
        try {
            if (now == Mood.HOLDS) {
                waiting.add(exchange.getRequestURI().getPath());
                latch.await();
                now = mood.get();
            }
            if (now == Mood.LOSES_CALLS) {
                int _ = lost.incrementAndGet();
            } else {
                HttpResponse<byte[]> answer = forward(exchange, body);
                answers.add(answer.statusCode());
                status = now == Mood.KIND ? answer.statusCode() : 503;
                said = now == Mood.KIND ? answer.body() : said;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        exchange.sendResponseHeaders(status, said.length == 0 ? -1 : said.length);
        exchange.getResponseBody().write(said);
        exchange.close();
    }

    private HttpResponse<byte[]> forward(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        URI to = target.get();
        if (to == null) {
            throw new IllegalStateException("nobody is there yet");
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        to.resolve(exchange.getRequestURI().toString()))
                .POST(BodyPublishers.ofByteArray(body));
        for (String name : FORWARDED) {
            String value = exchange.getRequestHeaders().getFirst(name);
            if (value != null) {
                request.header(name, value);
            }
        }
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    @Override
    public void close() {
        mood(Mood.LOSES_CALLS);
        server.stop(0);
        client.close();
    }
}
