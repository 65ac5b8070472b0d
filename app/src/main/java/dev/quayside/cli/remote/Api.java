package dev.quayside.cli.remote;

import dev.quayside.base.Json;
import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import dev.quayside.base.Uuids;
import dev.quayside.cli.ServerOptions;
import dev.quayside.http.auth.ServerFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A server's API, as commands use it. Safe for several threads.
public final class Api {
    private static final Duration CONNECT = Duration.ofSeconds(10);

    /// Between the parts of a form; long enough to be in no file.
    private static final String BOUNDARY = "quayside-5f1c0a6e8b7d4c2f9e3a";

    private final URI url;
    private final String token;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();

    private Api(URI url, String token) {
        this.url = url;
        this.token = token;
    }

    /// The server that the environment or the data folder names.
    ///
    /// @throws ProblemException `server.not-running` if neither does
    public static Api of(ServerOptions options) {
        String given = System.getenv("QUAYSIDE_URL");
        if (given != null && !given.isBlank()) {
            String token = System.getenv("QUAYSIDE_TOKEN");
            return new Api(URI.create(given.strip().replaceAll("/+$", "")), token == null ? "" : token.strip());
        }
        ServerFile file = ServerFile.find(options.data())
                .orElseThrow(
                        () -> new ProblemException(
                                "server.not-running",
                                "No server runs on " + options.data()
                                        + ". Start one with `quayside serve`, or set QUAYSIDE_URL and QUAYSIDE_TOKEN to use one elsewhere"));
        return at(file);
    }

    /// The server that left a file.
    static Api at(ServerFile file) {
        return new Api(file.url(), file.token());
    }

    URI url() {
        return url;
    }

    public JsonNode get(String path) throws InterruptedException {
        return json(send("GET", path, null));
    }

    public JsonNode post(String path, @Nullable JsonNode body) throws InterruptedException {
        return json(send("POST", path, body == null ? null : Json.write(body)));
    }

    /// Posts a text as it is: a workflow file.
    JsonNode post(String path, String text) throws InterruptedException {
        return json(send("POST", path, text));
    }

    /// Starts a run.
    JsonNode start(String workflow, JsonNode body, Optional<String> idempotencyKey) throws InterruptedException {
        HttpRequest.Builder request = request("/api/v1/workflows/" + workflow + "/executions")
                .POST(BodyPublishers.ofString(Json.write(body)));
        idempotencyKey.ifPresent(key -> request.header("Idempotency-Key", key));
        return json(send(request.build()));
    }

    /// Uploads a file.
    ///
    /// @param name plain letters, without quotation marks
    /// @return what the server knows of it
    JsonNode upload(String name, byte[] content) throws InterruptedException {
        String head = "--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n\r\n"
                .formatted(BOUNDARY, name);
        String tail = "\r\n--%s--\r\n".formatted(BOUNDARY);
        BodyPublisher form = BodyPublishers.ofByteArrays(
                List.of(head.getBytes(StandardCharsets.UTF_8), content, tail.getBytes(StandardCharsets.UTF_8)));
        return json(send(request("/api/v1/files")
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(form)
                .build()));
    }

    /// Sends a request with fields and a body of its own.
    ///
    /// @return whatever the server answers, refusals too
    /// @throws ProblemException `server.unreachable`
    public HttpResponse<String> exchange(String method, String path, Map<String, String> fields, BodyPublisher body)
            throws InterruptedException {
        HttpRequest.Builder request = request(path).method(method, body);
        fields.forEach(request::header);
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    /// What an answer refuses; empty if it does not.
    public static Optional<ProblemException> refusal(HttpResponse<String> response) {
        return response.statusCode() < 400
                ? Optional.empty()
                : Optional.of(refusal(response.statusCode(), response.body()));
    }

    /// The answer, if it is no refusal.
    public static HttpResponse<String> accepted(HttpResponse<String> response) {
        refusal(response).ifPresent(refusal -> {
            throw refusal;
        });
        return response;
    }

    /// Asks for a file's content.
    ///
    /// @return what is to be read and closed
    /// @throws IOException if the server cannot be reached
    public HttpResponse<InputStream> download(String path, Map<String, String> fields)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path).GET();
        fields.forEach(request::header);
        HttpResponse<InputStream> response = client.send(request.build(), BodyHandlers.ofInputStream());
        if (response.statusCode() >= 400) {
            try (InputStream said = response.body()) {
                throw refusal(response.statusCode(), new String(said.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return response;
    }

    JsonNode put(String path, JsonNode body) throws InterruptedException {
        return json(send("PUT", path, Json.write(body)));
    }

    public void delete(String path) throws InterruptedException {
        HttpResponse<String> _ = send("DELETE", path, null);
    }

    String text(String path) throws InterruptedException {
        return send("GET", path, null).body();
    }

    /// The id of the workflow that `nameOrId` means: of several with the name, the newest.
    String workflow(String nameOrId) throws InterruptedException {
        if (Uuids.find(nameOrId).isPresent()) {
            return nameOrId;
        }
        for (int skip = 0; ; skip += 100) {
            JsonNode page = get("/api/v1/workflows?limit=100&skip=" + skip + "&name=" + encoded(nameOrId));
            for (JsonNode item : page.path("items")) {
                if (item.path("name").asString("").equals(nameOrId)) {
                    return item.path("id").stringValue();
                }
            }
            if (page.path("items").size() < 100) {
                throw new ProblemException("workflow.unknown", "There is no workflow '" + nameOrId + "'");
            }
        }
    }

    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /// Reads a stream of events to its end; told each event's name and data.
    ///
    /// @param each false to stop
    /// @return the id of the last event; empty if there was none
    Optional<String> events(String path, BiPredicate<String, JsonNode> each) throws InterruptedException {
        HttpRequest request =
                request(path).header("Accept", "text/event-stream").GET().build();
        try {
            HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
                if (response.statusCode() >= 400) {
                    throw refusal(response.statusCode(), lines.lines().collect(Collectors.joining("\n")));
                }
                return events(lines, each);
            }
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private static Optional<String> events(BufferedReader lines, BiPredicate<String, JsonNode> each)
            throws IOException {
        String event = "message";
        String last = "";
        StringBuilder data = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("event:")) {
                event = line.substring(6).strip();
            } else if (line.startsWith("id:")) {
                last = line.substring(3).strip();
            } else if (line.startsWith("data:")) {
                data.append(line.substring(5).strip());
            } else if (line.isEmpty() && !data.isEmpty()) {
                boolean more = each.test(event, Json.parse(data.toString()));
                data.setLength(0);
                event = "message";
                if (!more) {
                    break;
                }
            }
        }
        return last.isEmpty() ? Optional.empty() : Optional.of(last);
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + path)).header("User-Agent", "quayside-cli");
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    private HttpResponse<String> send(String method, String path, @Nullable String body) throws InterruptedException {
        BodyPublisher content = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
        return send(request(path).method(method, content).build());
    }

    private HttpResponse<String> send(HttpRequest request) throws InterruptedException {
        try {
            return accepted(client.send(request, BodyHandlers.ofString()));
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private ProblemException unreachable(IOException e) {
        return new ProblemException(
                new Problem("server.unreachable", "The server at " + url + " cannot be reached: " + e.getMessage()), e);
    }

    private static JsonNode json(HttpResponse<String> response) {
        return response.body().isEmpty() ? Json.object() : Json.parse(response.body());
    }

    /// What the server said, under a code that makes the right exit code.
    private static ProblemException refusal(int status, String body) {
        String detail = body;
        String code = "";
        try {
            JsonNode answer = Json.parse(body);
            code = answer.path("code").asString("");
            JsonNode said = answer.path("detail");
            detail = said.isArray()
                    ? said.valueStream().map(Api::violation).collect(Collectors.joining("\n  ", "", ""))
                    : said.asString(body);
        } catch (ProblemException e) {
            code = ""; // no JSON: somebody else answered
        }
        return new ProblemException(
                code.isEmpty() ? code(status) : code, detail.isBlank() ? "Status " + status : detail);
    }

    private static String violation(JsonNode violation) {
        String place = violation.path("pointer").asString(violation.path("loc").toString());
        return place.replaceFirst("^/workflow_definition", "") + ": "
                + violation.path("msg").asString("").replaceFirst("^Value error, ", "");
    }

    private static String code(int status) {
        return switch (status) {
            case 412, 422 -> "request.refused";
            case 401 -> "auth.unauthenticated";
            case 403 -> "auth.denied";
            case 404 -> "request.not-found";
            case 400, 409 -> "request.failed";
            default -> "server.failed";
        };
    }
}
