package dev.quayside.action.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.quayside.step.Outcome;
import dev.quayside.testing.StepCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class HttpStepTest {
    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());
    private final List<AutoCloseable> open = new ArrayList<>();
    private final HttpServer server = server("127.0.0.1", 0);
    private final String base = "http://127.0.0.1:" + server.getAddress().getPort();
    private final HttpStep step =
            step(List.of("127.0.0.1:" + server.getAddress().getPort()), Resolver.SYSTEM);

    @BeforeEach
    void serve() {
        answer("/json", "application/json", "{\"a\": [1, 2.50]}");
        answer("/problem", "application/problem+json; charset=utf-8", "{\"code\": 7}");
        answer("/broken", "application/json", "{\"a\": ");
        answer("/text", "text/plain; charset=iso-8859-1", "gr\u00fcn");
        answer("/picture", "image/png", "\u0089PNG\u0000");
        answer("/big", "text/plain", "x".repeat(5_000));
        handle("/echo", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            send(
                    exchange,
                    200,
                    "text/plain",
                    exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                            + exchange.getRequestHeaders().getFirst("Content-type") + " "
                            + exchange.getRequestHeaders().getFirst("Idempotency-key") + " "
                            + exchange.getRequestHeaders().getFirst("User-agent") + " "
                            + exchange.getRequestHeaders().getFirst("Authorization") + " " + body);
        });
        handle("/status", exchange -> {
            exchange.getResponseHeaders().add("Retry-After", "7");
            exchange.getResponseHeaders().add("X-Twice", "a");
            exchange.getResponseHeaders().add("X-Twice", "b");
            send(exchange, Integer.parseInt(exchange.getRequestURI().getQuery()), "text/plain", "");
        });
        handle("/slow", exchange -> {
            seen.add("slow");
            try {
                Thread.sleep(20_000);
            } catch (InterruptedException _) {
                exchange.close();
            }
        });
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable resource : open.reversed()) {
            resource.close();
        }
    }

    @Test
    void jsonIsParsedAndTextIsDecoded() throws Exception {
        assertThat(get("/json").path("body").path("a").path(1).decimalValue()).isEqualByComparingTo("2.5");
        assertThat(get("/problem").path("body").path("code").asInt()).isEqualTo(7);
        assertThat(get("/text").path("body").asString()).isEqualTo("gr\u00fcn");
        assertThat(get("/json").path("headers").path("content-type").asString()).isEqualTo("application/json");
    }

    @Test
    void whatIsNoTextComesAsBase64() throws Exception {
        JsonNode output = get("/picture");

        assertThat(output.path("body_encoding").asString()).isEqualTo("base64");
        assertThat(output.path("body").asString()).isEqualTo("iVBORwA=");
    }

    @Test
    void jsonThatIsNoneIsAFailure() throws Exception {
        assertThat(failure("{\"url\": \"%s/broken\"}").problem().code()).isEqualTo("http.invalid-json");
    }

    @Test
    void everyStatusIsASuccessUnlessOneIsExpected() throws Exception {
        assertThat(get("/status?204").path("branch").asString()).isEqualTo("success");
        assertThat(get("/status?304").path("branch").asString()).isEqualTo("redirect");
        assertThat(get("/status?500").path("branch").asString()).isEqualTo("error");
        assertThat(get("/status?404").path("status").asInt()).isEqualTo(404);
        assertThat(get("/status?500").path("headers").path("x-twice").asString())
                .isEqualTo("a, b");
    }

    @Test
    void anUnexpectedStatusFailsAndSaysWhetherItMayPass() throws Exception {
        Outcome.Failed busy = failure("{\"url\": \"%s/status?429\", \"expect\": [200, \"3xx\"]}");

        assertThat(busy.problem().code()).isEqualTo("http.status");
        assertThat(busy.problem().detail()).contains("429", "[200,\"3xx\"]", "Retry-After: 7");
        assertThat(busy.retryable()).isTrue();
        assertThat(failure("{\"url\": \"%s/status?503\", \"expect\": [200]}").retryable())
                .isTrue();
        assertThat(failure("{\"url\": \"%s/status?404\", \"expect\": [\"2xx\"]}")
                        .retryable())
                .isFalse();
        assertThat(output("{\"url\": \"%s/status?404\", \"expect\": [\"4XX\"]}")
                        .path("branch")
                        .asString())
                .isEqualTo("error");
    }

    @Test
    void theRequestIsAsConfigured() throws Exception {
        assertThat(output("""
                {"url": "%s/echo?a=1#x", "method": "put", "query": {"b": ["x y", 2], "c": "&=", "d": null},
                 "json": {"k": "\\u00fc"}, "headers": {"Authorization": "Bearer t", "X-None": null}}
                """).path("body").asString())
                .isEqualTo("PUT /echo?a=1&b=x%20y&b=2&c=%26%3D application/json run-1:step-under-test Quayside Bearer t"
                        + " {\"k\":\"\u00fc\"}");
        assertThat(output("{\"url\": \"%s/echo\", \"method\": \"POST\", \"body\": \"hi\"}")
                        .path("body")
                        .asString())
                .contains("text/plain; charset=utf-8")
                .endsWith(" hi");
        assertThat(output("""
                {"url": "%s/echo", "method": "POST", "body": "<a/>",
                 "headers": {"content-type": "application/xml", "idempotency-key": "mine"}}
                """).path("body").asString()).contains(" application/xml mine ");
    }

    @Test
    void headersCannotBreakOutOfTheirLine() throws Exception {
        assertThat(failure("{\"url\": \"%s/echo\", \"headers\": {\"X-A\": \"b\\r\\nHost: c\"}}")
                        .problem()
                        .code())
                .isEqualTo("http.invalid");
        assertThat(failure("{\"url\": \"%s/echo\", \"headers\": {\"Host\": \"c\"}}")
                        .problem()
                        .code())
                .isEqualTo("http.invalid");
    }

    @Test
    void aBodyAboveTheLimitIsCutOff() throws Exception {
        assertThat(failure("{\"url\": \"%s/big\", \"max_bytes\": 4999}"))
                .matches(failed -> failed.problem().code().equals("http.too-large") && !failed.retryable());
        assertThat(output("{\"url\": \"%s/big\", \"max_bytes\": 5000}")
                        .path("body")
                        .asString())
                .hasSize(5_000);
    }

    @Test
    void anEndlessBodyIsCutOffWithoutWaitingForItsEnd() throws Exception {
        handle("/endless", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] block = new byte[8_192];
            while (true) {
                exchange.getResponseBody().write(block);
            }
        });

        assertThat(failure("{\"url\": \"%s/endless\", \"max_bytes\": \"1MB\"}")
                        .problem()
                        .code())
                .isEqualTo("http.too-large");
    }

    @Test
    void oversizedHeadersAreRefused() throws Exception {
        handle("/headers", exchange -> {
            exchange.getResponseHeaders().add("X-Big", "x".repeat(200_000));
            send(exchange, 200, "text/plain", "");
        });

        assertThat(failure("{\"url\": \"%s/headers\"}").problem().code()).startsWith("http.");
    }

    @Test
    void aTimeoutMayPass() throws Exception {
        assertThat(failure("{\"url\": \"%s/slow\", \"timeout\": \"100ms\"}"))
                .matches(failed -> failed.problem().code().equals("http.timeout") && failed.retryable());
    }

    @Test
    void aClosedPortMayOpen() throws Exception {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        HttpStep anywhere = step(List.of("127.0.0.0/8"), Resolver.SYSTEM);

        assertThat(StepCall.failure(anywhere.run(StepCall.of("{\"url\": \"http://127.0.0.1:" + port + "\"}"))))
                .matches(failed -> failed.problem().code().equals("http.unreachable") && failed.retryable());
    }

    @Test
    void anInterruptEndsTheRequestAtOnce() throws Exception {
        var call = new FutureTask<>(() -> {
            try {
                step.run(StepCall.of("{\"url\": \"" + base + "/slow\"}"));
                return "answered";
            } catch (InterruptedException _) {
                return "interrupted";
            }
        });
        Thread thread = Thread.ofVirtual().start(call);
        while (!seen.contains("slow")) {
            Thread.sleep(5);
        }

        thread.interrupt();

        assertThat(call.get()).isEqualTo("interrupted");
    }

    @Test
    void redirectsAreFollowedAsTheStandardSays() throws Exception {
        redirect("/see-other", 303, "/echo");
        redirect("/moved", 301, "/echo");
        redirect("/keep", 307, base + "/echo");
        redirect("/loop", 302, "/loop");

        assertThat(posted("/see-other")).startsWith("GET /echo null");
        assertThat(posted("/moved")).startsWith("GET /echo null");
        assertThat(posted("/keep")).startsWith("POST /echo application/json").endsWith("Bearer t {}");
        assertThat(failure("{\"url\": \"%s/loop\"}").problem().code()).isEqualTo("http.too-many-redirects");
        assertThat(output("{\"url\": \"%s/loop\", \"expect\": [302]}")
                        .path("branch")
                        .asString())
                .isEqualTo("redirect");
    }

    @Test
    void secretsAreNotSentToAnotherOrigin() throws Exception {
        HttpServer other = server("127.0.0.2", 0);
        other.createContext(
                "/",
                exchange -> send(
                        exchange,
                        200,
                        "text/plain",
                        String.join(",", exchange.getRequestHeaders().keySet()).toLowerCase(Locale.ROOT)));
        redirect("/away", 302, "http://127.0.0.2:" + other.getAddress().getPort() + "/");
        HttpStep anywhere = step(List.of("127.0.0.0/8"), Resolver.SYSTEM);

        String names = StepCall.output(anywhere.run(StepCall.of("""
                {"url": "%s/away", "headers": {"Authorization": "a", "Cookie": "b", "X-Api-Key": "c", "Accept": "d"}}
                """.formatted(base))))
                .path("body")
                .asString();

        assertThat(names).contains("accept", "idempotency-key").doesNotContain("authorization", "cookie", "api-key");
    }

    @Test
    void aRedirectToInsideIsRefused() throws Exception {
        HttpServer inside = server("127.0.0.2", 0);
        inside.createContext("/", exchange -> seen.add("inside"));
        redirect("/in", 302, "http://127.0.0.2:" + inside.getAddress().getPort() + "/");
        redirect("/file", 302, "file:///etc/passwd");
        redirect("/odd", 302, "http://2130706433/");

        for (String path : List.of("/in", "/file", "/odd")) {
            assertThat(failure("{\"url\": \"%s" + path + "\"}").problem().code())
                    .isEqualTo("http.address-refused");
        }
        assertThat(seen).isEmpty();
    }

    @Test
    void insideAddressesAreRefusedWithoutAConnection() throws Exception {
        HttpStep strict = step(List.of(), Resolver.SYSTEM);

        assertThat(StepCall.failure(strict.run(StepCall.of("{\"url\": \"" + base + "/json\"}"))))
                .matches(failed -> failed.problem().code().equals("http.address-refused") && !failed.retryable());
        for (String url : List.of("http://127.1/", "http://0x7f000001/", "file:///etc/passwd", "http://a@localhost/")) {
            assertThat(StepCall.failure(strict.run(StepCall.of("{\"url\": \"" + url + "\"}")))
                            .problem()
                            .code())
                    .isEqualTo("http.invalid");
        }
        assertThat(StepCall.failure(strict.run(StepCall.of("{\"url\": \"http://[::ffff:169.254.169.254]/\"}")))
                        .problem()
                        .code())
                .isEqualTo("http.address-refused");
    }

    @Test
    void aNameThatChangesItsMindIsHeldToTheCheckedAddress() throws Exception {
        HttpServer outside = server("127.0.0.2", 0);
        int port = outside.getAddress().getPort();
        HttpServer inside = server("127.0.0.1", port);
        outside.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("Connection", "close");
            send(
                    exchange,
                    200,
                    "text/plain",
                    "outside as " + exchange.getRequestHeaders().getFirst("Host"));
        });
        inside.createContext("/", exchange -> seen.add("inside"));
        var asked = new AtomicInteger();
        HttpStep rebound = step(
                List.of("127.0.0.2"),
                _ -> List.of(InetAddress.ofLiteral(asked.getAndIncrement() == 0 ? "127.0.0.2" : "127.0.0.1")));
        StepCall call = StepCall.of("{\"url\": \"http://rebind.example:" + port + "/\"}");

        assertThat(StepCall.output(rebound.run(call)).path("body").asString())
                .isEqualTo("outside as rebind.example:" + port);
        assertThat(StepCall.failure(rebound.run(call)).problem().code()).isEqualTo("http.address-refused");
        assertThat(seen).isEmpty();
        assertThat(asked).hasValue(2);
    }

    @Test
    void theCheckNamesWhatIsWrong() {
        assertThat(StepCall.errors(step.type(), """
                        {"url": "ftp://x", "method": "CONNECT", "headers": {"Host": "a", "B": "{{ c }}"}, "json": 1,
                         "body": "", "timeout": "1h", "max_bytes": "101MB", "expect": [200, "2xx", "ok", 99]}
                        """))
                .extracting(error -> error.substring(0, error.indexOf(": ")))
                .containsExactly(
                        "/url",
                        "/method",
                        "/timeout",
                        "/max_bytes",
                        "/body",
                        "/headers/Host",
                        "/expect/2",
                        "/expect/3");
        assertThat(StepCall.errors(step.type(), "{\"url\": \"{{ inputs.url }}\", \"timeout\": \"{{ inputs.t }}\"}"))
                .isEmpty();
    }

    private String posted(String path) throws InterruptedException {
        return output("{\"url\": \"%s" + path
                        + "\", \"method\": \"POST\", \"json\": {}, \"headers\": {\"Authorization\": \"Bearer t\"}}")
                .path("body")
                .asString();
    }

    private JsonNode get(String path) throws InterruptedException {
        return output("{\"url\": \"%s" + path + "\"}");
    }

    private JsonNode output(String config) throws InterruptedException {
        return StepCall.output(step.run(StepCall.of(config.replace("%s", base))));
    }

    private Outcome.Failed failure(String config) throws InterruptedException {
        return StepCall.failure(step.run(StepCall.of(config.replace("%s", base))));
    }

    private void redirect(String path, int status, String location) {
        handle(path, exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().add("Location", location);
            send(exchange, status, "text/plain", "");
        });
    }

    private void answer(String path, String type, String body) {
        handle(path, exchange -> send(exchange, 200, type, body));
    }

    private void handle(String path, HttpHandler handler) {
        server.createContext(path, handler);
    }

    private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        Charset charset =
                type.contains("8859") || type.contains("image") ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8;
        byte[] bytes = body.getBytes(charset);
        exchange.getResponseHeaders().add("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    private HttpStep step(List<String> allow, Resolver resolver) {
        var settings = new HttpSettings(false, allow, 100L << 20, Duration.ofMinutes(10));
        var made = new HttpStep(settings, new AddressGuard(settings, resolver));
        made.start();
        open.add(made);
        return made;
    }

    private HttpServer server(String address, int port) {
        try {
            HttpServer made = HttpServer.create(new InetSocketAddress(address, port), 0);
            var executor = Executors.newVirtualThreadPerTaskExecutor();
            made.setExecutor(executor);
            made.start();
            open.add(() -> {
                executor.shutdownNow();
                made.stop(0);
            });
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
