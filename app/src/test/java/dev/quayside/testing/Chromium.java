package dev.quayside.testing;

import dev.quayside.base.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A browser without a window, that knows no other host than this one. Source: Chrome DevTools Protocol 1.3.
public final class Chromium implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;
    private static final String LISTENING = "DevTools listening on ";

    private final Process process;
    private final Path profile;
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI tools;

    private Chromium(Process process, Path profile, URI tools) {
        this.process = process;
        this.profile = profile;
        this.tools = tools;
    }

    /// Starts Debian's `chromium`; the test is skipped where it is missing.
    public static Chromium start() throws IOException {
        Path program = Required.program("chromium");
        Path profile = Files.createTempDirectory("quayside-chromium");
        Process process = new ProcessBuilder(
                        program.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--no-first-run",
                        "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
                        "--remote-debugging-port=0",
                        "--window-size=1300,1600",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectErrorStream(true)
                .start();
        var listens = new CompletableFuture<URI>();
        Thread.ofVirtual().start(() -> follow(process, listens));
        try {
            URI socket = listens.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
            return new Chromium(process, profile, URI.create("http://127.0.0.1:" + socket.getPort()));
        } catch (CompletionException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /// Reads what it says to its end, lest it wait for a reader.
    private static void follow(Process process, CompletableFuture<URI> listens) {
        process.inputReader(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith(LISTENING))
                .forEach(line -> listens.complete(URI.create(line.substring(LISTENING.length()))));
        listens.completeExceptionally(new IllegalStateException("chromium ended before it listened"));
    }

    /// Opens a page; what it does is watched from its first request on.
    public Page open(URI address) throws IOException, InterruptedException {
        var order = HttpRequest.newBuilder(tools.resolve("/json/new?about:blank"))
                .PUT(BodyPublishers.noBody())
                .timeout(Duration.ofSeconds(PATIENCE_SECONDS));
        JsonNode target =
                Json.parse(client.send(order.build(), BodyHandlers.ofString()).body());
        Page page = new Page();
        page.connect(client, URI.create(target.path("webSocketDebuggerUrl").asString()));
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            page.call(domain + ".enable", Json.object());
        }
        page.call("Page.bringToFront", Json.object());
        page.call("Page.navigate", Json.object().put("url", address.toString()));
        return page;
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor();
            delete();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void delete() {
        try (Stream<Path> files = Files.walk(profile)) {
            files.sorted((a, b) -> b.compareTo(a)).forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            profile.toFile().deleteOnExit(); // a process of the browser was still writing
        }
    }

    /// A tab.
    public static final class Page implements WebSocket.Listener {
        private final AtomicInteger last = new AtomicInteger();
        private final Map<Integer, CompletableFuture<JsonNode>> calls = new ConcurrentHashMap<>();
        private final List<String> complaints = new CopyOnWriteArrayList<>();
        private final List<String> requests = new CopyOnWriteArrayList<>();
        private final StringBuilder text = new StringBuilder();
        private final CompletableFuture<WebSocket> socket = new CompletableFuture<>();

        private Page() {}

        private void connect(HttpClient client, URI address) {
            socket.complete(client.newWebSocketBuilder()
                    .connectTimeout(Duration.ofSeconds(PATIENCE_SECONDS))
                    .buildAsync(address, this)
                    .join());
        }

        /// What the browser's console shows as an error: of scripts, of the network, of the page's security policy.
        public List<String> complaints() {
            return List.copyOf(complaints);
        }

        /// The addresses of everything that was fetched.
        public List<String> requests() {
            return List.copyOf(requests);
        }

        /// The value of an expression, after its promise if it is one.
        public JsonNode evaluate(String expression) {
            ObjectNode order = Json.object()
                    .put("expression", expression)
                    .put("awaitPromise", true)
                    .put("returnByValue", true)
                    .put("userGesture", true);
            JsonNode result = call("Runtime.evaluate", order);
            if (result.has("exceptionDetails")) {
                throw new AssertionError(expression + ": " + result.path("exceptionDetails"));
            }
            return result.path("result").path("value");
        }

        /// Waits until an expression is true.
        public void await(String expression) {
            JsonNode came = evaluate("new Promise(done => { const end = Date.now() + " + PATIENCE_SECONDS * 500
                    + "; const look = () => (" + expression
                    + ") ? done(true) : Date.now() > end ? done(false) : setTimeout(look, 50); look(); })");
            if (!came.asBoolean(false)) {
                throw new AssertionError(expression + " never came; complaints: " + complaints + "; requests: "
                        + requests + "; the page: " + text());
            }
        }

        /// What a person reads.
        public String text() {
            return evaluate("document.body.innerText").asString();
        }

        private JsonNode call(String method, JsonNode parameters) {
            int id = last.incrementAndGet();
            var answer = new CompletableFuture<JsonNode>();
            calls.put(id, answer);
            ObjectNode order = Json.object().put("id", id).put("method", method);
            order.set("params", parameters);
            var _ = socket.join().sendText(Json.write(order), true);
            return answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean ends) {
            text.append(data);
            if (ends) {
                hear(Json.parse(text.toString()));
                text.setLength(0);
            }
            from.request(1);
            return CompletableFuture.completedFuture(null);
        }

        private void hear(JsonNode message) {
            JsonNode parameters = message.path("params");
            switch (message.path("method").asString("")) {
                case "Runtime.exceptionThrown" -> complaints.add(parameters.toString());
                case "Log.entryAdded" -> {
                    if (parameters.path("entry").path("level").asString("").equals("error")) {
                        complaints.add(parameters.path("entry").path("text").asString());
                    }
                }
                case "Runtime.consoleAPICalled" -> {
                    if (parameters.path("type").asString("").equals("error")) {
                        complaints.add(parameters.path("args").toString());
                    }
                }
                case "Network.requestWillBeSent" ->
                    requests.add(parameters.path("request").path("url").asString());
                default -> answer(message);
            }
        }

        private void answer(JsonNode message) {
            CompletableFuture<JsonNode> call = calls.remove(message.path("id").asInt(0));
            if (call != null) {
                call.complete(message.path("result"));
            }
        }
    }
}
