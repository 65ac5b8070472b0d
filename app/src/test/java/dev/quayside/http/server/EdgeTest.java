package dev.quayside.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quayside.base.Json;
import dev.quayside.http.message.Request;
import dev.quayside.http.message.Response;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EdgeTest {
    private static final String BIG = "{\"text\":\"" + "a".repeat(20_000) + "\"}";

    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch leave = new CountDownLatch(1);
    private final SimpleMeterRegistry figures = new SimpleMeterRegistry();
    private final Edge edge = new Edge(
            new ServerSettings(
                    "127.0.0.1",
                    0,
                    List.of(),
                    java.time.Duration.ofSeconds(10),
                    8 << 10,
                    100_000,
                    100,
                    false,
                    List.of("https://app.example.com"),
                    java.time.Duration.ofSeconds(10)),
            new Router(
                    List.of(
                            Route.get("/hello")
                                    .open()
                                    .handledBy(_ ->
                                            Response.json(200, Json.object().put("a", 1))),
                            Route.get("/big").open().handledBy(_ -> Response.json(200, Json.parse(BIG))),
                            Route.post("/length").open().handledBy(EdgeTest::length),
                            Route.get("/slow").open().handledBy(_ -> {
                                entered.countDown();
                                leave.await();
                                return Response.text(200, "text/plain", "done");
                            }),
                            Route.get("/stream")
                                    .open()
                                    .handledBy(_ -> Response.written("text/event-stream", out -> {
                                        out.write("data: 1\n\n".getBytes(StandardCharsets.UTF_8));
                                        out.flush();
                                        leave.await();
                                        out.write("data: 2\n\n".getBytes(StandardCharsets.UTF_8));
                                    })),
                            Route.get("/who")
                                    .open()
                                    .handledBy(request -> Response.text(200, "text/plain", request.address()))),
                    List.of(new Router.Area("/api/v1", ErrorStyle.DETAIL)),
                    _ -> Optional.empty()),
            figures);
    private final HttpClient client = HttpClient.newHttpClient();

    private static Response length(Request request) {
        return Response.json(
                200,
                Json.object()
                        .put("length", request.json().path("text").asString().length()));
    }

    @Test
    void aClientIsNotBlamedWhileWeAreBusyForLongerThanItMayBeSilent() throws Exception {
        ServerSettings standard = ServerSettings.DEFAULT.withPort(0);
        ServerSettings strict = new ServerSettings(
                standard.host(),
                0,
                List.of(),
                java.time.Duration.ofMillis(200),
                standard.maxHeaderBytes(),
                standard.maxBodyBytes(),
                standard.maxConnections(),
                false,
                List.of(),
                standard.stopPatience());
        Route slow = Route.post("/slow").open().handledBy(request -> {
            try {
                InputStream body = request.body().stream();
                int first = body.readNBytes(10_000).length;
                Thread.sleep(java.time.Duration.ofSeconds(1));
                return Response.text(200, "text/plain", "got " + (first + body.readAllBytes().length));
            } catch (IOException e) {
                return Response.text(200, "text/plain", e.toString());
            }
        });
        Router router =
                new Router(List.of(slow), List.of(new Router.Area("/", ErrorStyle.DETAIL)), _ -> Optional.empty());
        try (Edge busy = new Edge(strict, router, new SimpleMeterRegistry())) {
            busy.start();
            HttpRequest upload = HttpRequest.newBuilder(URI.create(busy.address() + "/slow"))
                    .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[5_000_000]))
                    .build();

            assertThat(client.send(upload, BodyHandlers.ofString()).body()).isEqualTo("got 5000000");
        }
    }

    @BeforeEach
    void start() {
        edge.start();
    }

    @AfterEach
    void stop() {
        leave.countDown();
        edge.close();
    }

    private HttpRequest.Builder at(String path) {
        return HttpRequest.newBuilder(URI.create(edge.address() + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private String raw(String request) throws IOException {
        try (var socket = new java.net.Socket(InetAddress.getLoopbackAddress(), edge.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void answersWithARequestIdAndSafeHeaders() throws Exception {
        HttpResponse<String> response = send(at("/hello"));

        assertThat(response.body()).isEqualTo("{\"a\":1}");
        assertThat(response.headers().firstValue("X-Request-ID")).isPresent();
        assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(response.headers().firstValue("Content-Security-Policy"))
                .contains("default-src 'none'; base-uri 'none'; frame-ancestors 'none'");
        assertThat(response.headers().firstValue("Referrer-Policy")).contains("no-referrer");
        assertThat(response.headers().firstValue("Server")).isEmpty();
        assertThat(send(at("/hello").header("X-Request-ID", "mine-7")).headers().firstValue("X-Request-ID"))
                .contains("mine-7");
        assertThat(send(at("/hello").header("X-Request-ID", "<bad>")).headers().firstValue("X-Request-ID"))
                .isNotEqualTo(Optional.of("<bad>"));
    }

    @Test
    void headIsAnsweredLikeGetWithoutTheContent() throws Exception {
        HttpResponse<String> response = send(at("/hello").method("HEAD", HttpRequest.BodyPublishers.noBody()));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Length")).contains("7");
        assertThat(response.body()).isEmpty();
    }

    @Test
    void compressesWhatIsBigAndAskedFor() throws Exception {
        HttpResponse<InputStream> zipped =
                client.send(at("/big").header("Accept-Encoding", "gzip").build(), BodyHandlers.ofInputStream());

        assertThat(zipped.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(new String(new GZIPInputStream(zipped.body()).readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(BIG);
        assertThat(send(at("/big")).headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(send(at("/hello").header("Accept-Encoding", "gzip"))
                        .headers()
                        .firstValue("Content-Encoding"))
                .isEmpty();
    }

    @Test
    void refusesCompressedBodies() throws Exception {
        HttpResponse<String> response =
                send(at("/length").header("Content-Encoding", "gzip").POST(HttpRequest.BodyPublishers.ofString("x")));

        assertThat(response.statusCode()).isEqualTo(415);
    }

    @Test
    void refusesABodyThatIsTooBigWhateverItSaysOfItself() throws Exception {
        String big = "{\"text\":\"" + "a".repeat(100_001) + "\"}";
        InputStream endless = new SequenceInputStream(
                new ByteArrayInputStream(big.getBytes(StandardCharsets.UTF_8)), InputStream.nullInputStream());

        assertThat(send(at("/length").POST(HttpRequest.BodyPublishers.ofString(big)))
                        .statusCode())
                .isEqualTo(413);
        assertThat(send(at("/length").POST(HttpRequest.BodyPublishers.ofInputStream(() -> endless)))
                        .statusCode())
                .isEqualTo(413);
        assertThat(send(at("/length").POST(HttpRequest.BodyPublishers.ofString(BIG)))
                        .body())
                .isEqualTo("{\"length\":20000}");
    }

    @Test
    void aBodyThatNobodyReadsDoesNotCostTheAnswerOrTheConnection() throws Exception {
        try (var socket = new java.net.Socket(InetAddress.getLoopbackAddress(), edge.port())) {
            OutputStream out = socket.getOutputStream();
            InputStream in = socket.getInputStream();
            write(out, "GET /hello HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n");
            socket.setSoTimeout(300);
            assertThatThrownBy(in::read).isInstanceOf(SocketTimeoutException.class); // the body may still come

            socket.setSoTimeout(30_000);
            write(out, "{}GET /who HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .contains("{\"a\":1}")
                    .endsWith("127.0.0.1");
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @Test
    void refusesAHeaderThatIsTooBigInJson() throws Exception {
        String answer =
                raw("GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX: " + "b".repeat(20_000) + "\r\n\r\n");

        assertThat(answer)
                .startsWith("HTTP/1.1 431")
                .contains("application/json")
                .contains("\"success\":false");
    }

    @Test
    void refusesWhatIsNoHttpInJson() throws Exception {
        assertThat(raw("GET /hello\u0001 HTTP/1.1\r\nHost: a\r\n\r\n")).startsWith("HTTP/1.1 400");
        assertThat(raw("GET /../etc/passwd HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400");
        assertThat(raw("POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"))
                .startsWith("HTTP/1.1 400");
        assertThat(raw("BREW /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 405");
    }

    @Test
    void onlyPagesOfConfiguredOriginsMayRead() throws Exception {
        assertThat(send(at("/hello").header("Origin", "https://app.example.com"))
                        .headers()
                        .firstValue("Access-Control-Allow-Origin"))
                .contains("https://app.example.com");
        assertThat(send(at("/hello").header("Origin", "https://app-example.com"))
                        .headers()
                        .firstValue("Access-Control-Allow-Origin"))
                .isEmpty();
        HttpResponse<String> preflight = send(at("/length")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .header("Origin", "https://app.example.com")
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization,content-type"));
        assertThat(preflight.statusCode()).isBetween(200, 204);
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin"))
                .contains("https://app.example.com");
    }

    @Test
    void whoTheClientIsIsNotBelievedFromItsHeaders() throws Exception {
        assertThat(send(at("/who").header("X-Forwarded-For", "8.8.8.8").header("Forwarded", "for=8.8.8.8"))
                        .body())
                .isEqualTo("127.0.0.1");
    }

    @Test
    void aStreamIsSeenAsItIsWritten() throws Exception {
        HttpResponse<InputStream> response = client.send(at("/stream").build(), BodyHandlers.ofInputStream());

        assertThat(new String(response.body().readNBytes(9), StandardCharsets.UTF_8))
                .isEqualTo("data: 1\n\n");
        leave.countDown();
        assertThat(new String(response.body().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("data: 2\n\n");
    }

    @Test
    void aStopWaitsForRequestsUnderWay() throws Exception {
        CompletableFuture<HttpResponse<String>> answer =
                client.sendAsync(at("/slow").build(), BodyHandlers.ofString());
        assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();

        Thread stop = Thread.ofPlatform().start(edge::close);
        leave.countDown();

        assertThat(answer.get(10, TimeUnit.SECONDS).body()).isEqualTo("done");
        stop.join();
    }

    @Test
    void countsRequestsByRouteAndStatus() throws Exception {
        send(at("/hello"));
        send(at("/nothing"));

        assertThat(figures.get("quayside.http.requests")
                        .tag("route", "/hello")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(figures.get("quayside.http.requests")
                        .tag("status", "404")
                        .timer()
                        .count())
                .isEqualTo(1);
    }
}
