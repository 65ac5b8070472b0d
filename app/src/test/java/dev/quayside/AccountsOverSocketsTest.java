package dev.quayside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.event.Actor;
import dev.quayside.identity.Permission;
import dev.quayside.identity.key.ApiKey;
import dev.quayside.testing.TestDatabase;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Accounts through a real socket, with a client that keeps real cookies.
class AccountsOverSocketsTest {
    private static final String ALICE = "{'username': 'alice01', 'password': 'Str0ngPass', 'totp_code': null}";

    /// A browser, more or less.
    private record Browser(URI server, HttpClient client, CookieManager cookies) {
        static Browser at(URI server) {
            var cookies = new CookieManager();
            return new Browser(
                    server, HttpClient.newBuilder().cookieHandler(cookies).build(), cookies);
        }

        HttpRequest.Builder to(String path) {
            return HttpRequest.newBuilder(server.resolve(path));
        }

        HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
            return client.send(request.build(), BodyHandlers.ofString());
        }

        HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
            return send(to(path).POST(BodyPublishers.ofString(json.replace('\'', '"'))));
        }

        HttpResponse<String> get(String path) throws IOException, InterruptedException {
            return send(to(path));
        }

        Browser register() throws IOException, InterruptedException {
            HttpResponse<String> registered = post(
                    "/auth/registration",
                    "{'username': 'alice01', 'email': 'alice@example.com', 'password': 'Str0ngPass', 'password1': 'Str0ngPass'}");
            assertThat(registered.statusCode()).as(registered.body()).isEqualTo(201);
            return this;
        }
    }

    @Test
    void aBrowserLogsInAndOut() throws Exception {
        try (TestServer server = new TestServer()) {
            Browser browser = Browser.at(server.address()).register();
            Browser thief = Browser.at(server.address());

            assertThat(browser.get("/auth/me").statusCode()).isEqualTo(401);
            assertThat(browser.post("/auth/login", ALICE).statusCode()).isEqualTo(201);
            assertThat(browser.cookies().getCookieStore().getCookies())
                    .extracting("name")
                    .containsExactlyInAnyOrder("session_id", "known_device");
            browser.cookies()
                    .getCookieStore()
                    .getCookies()
                    .forEach(cookie -> thief.cookies().getCookieStore().add(server.address(), cookie));

            assertThat(browser.get("/auth/me").body()).contains("alice@example.com");
            assertThat(thief.get("/auth/me").statusCode()).isEqualTo(200);
            assertThat(browser.get("/auth/nothing").body()).isEqualTo("{\"detail\":\"Not Found\"}");
            assertThat(browser.post("/auth/logout", "").body()).isEqualTo("{\"message\":\"Logout successful\"}");
            assertThat(thief.get("/auth/me").statusCode()).isEqualTo(401);
            assertThat(browser.post("/auth/logout", "").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void aCookieDoesNotOpenTheWorkflowAutomationApi() throws Exception {
        try (TestServer server = new TestServer()) {
            Browser browser = Browser.at(server.address()).register();
            assertThat(browser.post("/auth/login", ALICE).statusCode()).isEqualTo(201);
            var users = server.app().accounts().users();
            users.setRoles(users.find("alice01").orElseThrow().id(), Set.of("administrator"), Actor.of("test"));

            assertThat(browser.get("/auth/me").body()).contains("admin:access");
            for (String path : List.of("/api/v1/workflows/", "/api/v1/executions/", "/api/v1/admin/tokens")) {
                assertThat(browser.get(path).statusCode()).as(path).isEqualTo(401);
            }
            assertThat(browser.post("/api/v1/workflows/", "{'name': 'x'}").statusCode())
                    .isEqualTo(401);
            assertThat(server.send(server.at("/auth/me")).status())
                    .as("nor a token this")
                    .isEqualTo(401);
        }
    }

    @Test
    void aForeignPageIsRefused() throws Exception {
        try (TestServer server = new TestServer()) {
            Browser browser = Browser.at(server.address()).register();
            assertThat(browser.post("/auth/login", ALICE).statusCode()).isEqualTo(201);
            String own = "http://" + server.address().getAuthority();

            for (Map.Entry<String, Integer> page : Map.of("https://evil.example.com", 403, "null", 403, own, 200)
                    .entrySet()) {
                HttpResponse<String> answer = browser.send(browser.to("/auth/logout-others")
                        .header("Origin", page.getKey())
                        .header("Content-Type", "text/plain")
                        .POST(BodyPublishers.noBody()));
                assertThat(answer.statusCode()).as(page.getKey()).isEqualTo(page.getValue());
            }
        }
    }

    @Test
    void aWebSocketOfAForeignPageIsRefusedBeforeItOpens() throws Exception {
        try (TestServer server = new TestServer()) {
            String own = "http://" + server.address().getAuthority();
            URI address = URI.create(
                    "ws://" + server.address().getAuthority() + "/ws/executions/x/logs?token=" + server.token());

            for (String page : List.of("https://evil.example.com", "null", own + ".evil.example.com")) {
                assertThat(upgrade(address, page)).as(page).isEqualTo(403);
            }
            for (String page : List.of(own, "http://localhost:3000")) {
                assertThat(upgrade(address, page)).as(page).isEqualTo(101);
            }
        }
    }

    @Test
    void aKeyOpensWebSocketsAndEventStreams() throws Exception {
        try (TestServer server = new TestServer()) {
            String workflow = server.workflow("{'steps': [{'id': 'a', 'type': 'transform', 'config': {'output': 1}}]}");
            String run = server.post(workflow + "/executions?wait=10s", "{}")
                    .json()
                    .path("id")
                    .stringValue();
            var order = new ApiKey.Order("logs", Set.of(Permission.READ_LOGS), Duration.ofHours(1));
            var keys = server.app().accounts().keys();
            String key = keys.make(order, "reader", null, Actor.of("test")).text();
            String path = server.address().getAuthority() + "/ws/executions/" + run + "/logs";

            assertThat(follow(URI.create("ws://" + path), Map.of("X-API-Key", key)))
                    .isEqualTo(1000);
            assertThat(follow(URI.create("ws://" + path), Map.of("Authorization", "Bearer " + key)))
                    .isEqualTo(1000);
            assertThat(follow(URI.create("ws://" + path + "?token=" + key), Map.of()))
                    .isEqualTo(1000);
            assertThat(follow(URI.create("ws://" + path), Map.of("X-API-Key", key + "x")))
                    .isEqualTo(1008);
            HttpRequest stream = HttpRequest.newBuilder(
                            server.address().resolve("/api/v1/executions/" + run + "/logs/stream?token=" + key))
                    .build();
            assertThat(HttpClient.newHttpClient()
                            .send(stream, BodyHandlers.ofString())
                            .body())
                    .contains("event: end");
        }
    }

    /// Follows a log to its end.
    ///
    /// @return what the server closes the socket with
    private static int follow(URI address, Map<String, String> headers) {
        var closed = new CompletableFuture<Integer>();
        WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder();
        headers.forEach(builder::header);
        WebSocket socket = builder.buildAsync(address, new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
                        closed.complete(code);
                        return closed;
                    }
                })
                .join();
        int code = closed.orTimeout(30, TimeUnit.SECONDS).join();
        socket.abort();
        return code;
    }

    private static int upgrade(URI address, String page) {
        try {
            HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .header("Origin", page)
                    .buildAsync(address, new WebSocket.Listener() {})
                    .join()
                    .abort();
            return 101;
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                return refused.getResponse().statusCode();
            }
            throw e;
        }
    }

    @Test
    void anAddressThatAClientClaimsIsBelievedOnlyOfATrustedProxy() throws Exception {
        try (TestDatabase database = TestDatabase.fresh()) {
            for (String trust : List.of("false", "true")) {
                try (TestServer server = new TestServer(
                        database,
                        Map.of(
                                "QUAYSIDE_SERVER_TRUST_FORWARDED",
                                trust,
                                "SECRET_KEY",
                                "one secret for both of the servers"))) {
                    Browser browser = Browser.at(server.address());
                    HttpResponse<String> answer = browser.send(browser.to("/auth/login")
                            .header("X-Forwarded-For", "198.51.100.7, 203.0.113.9")
                            .header("X-Forwarded-Proto", "https")
                            .POST(BodyPublishers.ofString("{\"username\": \"nobody1\", \"password\": \"x\"}")));
                    assertThat(answer.statusCode()).isEqualTo(401);
                }
            }
            List<String> networks = database.database()
                    .with(handle -> handle.createQuery(
                                    "select key from login_throttle where key like 'password:network:%' order by key")
                            .mapTo(String.class)
                            .list());
            assertThat(networks).containsExactly("password:network:7f0000", "password:network:cb0071");
        }
    }

    @Test
    void aFloodOfWrongLoginsLeavesTheRestOfTheServerAlone() throws Exception {
        try (TestServer server = new TestServer()) {
            Browser browser = Browser.at(server.address()).register();
            assertThat(browser.post("/auth/login", ALICE).statusCode()).isEqualTo(201);
            Browser flood = Browser.at(server.address());
            List<CompletableFuture<HttpResponse<String>>> flooding = new ArrayList<>(IntStream.range(0, 200)
                    .mapToObj(i -> flood.client()
                            .sendAsync(
                                    flood.to("/auth/login")
                                            .POST(BodyPublishers.ofString(
                                                    "{\"username\": \"person" + i + "\", \"password\": \"Wr0ng\"}"))
                                            .build(),
                                    BodyHandlers.ofString()))
                    .toList());

            int served = 0;
            while (flooding.stream().anyMatch(each -> !each.isDone())) {
                assertThat(browser.get("/auth/me").statusCode()).isEqualTo(200);
                served++;
            }

            assertThat(served).isGreaterThan(5);
            List<Integer> statuses =
                    flooding.stream().map(each -> each.join().statusCode()).toList();
            assertThat(statuses).contains(401, 429).doesNotContain(500, 503, 201);
            assertThat(flooding)
                    .filteredOn(each -> each.join().statusCode() == 429)
                    .allMatch(each ->
                            each.join().headers().firstValue("Retry-After").isPresent());
        }
    }

    @Test
    void theDocumentSaysWhichRoutesTakeACookie() throws Exception {
        try (TestServer server = new TestServer()) {
            JsonNode document = server.get("/openapi.json").json();

            assertThat(document.path("paths")
                            .path("/auth/me")
                            .path("get")
                            .path("security")
                            .toString())
                    .isEqualTo("[{\"sessionCookie\":[]}]");
            assertThat(document.path("paths")
                            .propertyStream()
                            .filter(path -> path.getValue().toString().contains("sessionCookie"))
                            .map(Map.Entry::getKey))
                    .isNotEmpty()
                    .allMatch(path -> path.startsWith("/auth/") || path.startsWith("/files/"));
            assertThat(document.path("components").path("schemas").toString()).contains("\"is_2fa_enabled\"");
        }
    }
}
