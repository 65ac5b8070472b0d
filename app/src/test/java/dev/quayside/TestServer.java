package dev.quayside;

import dev.quayside.base.Json;
import dev.quayside.http.auth.ServerFile;
import dev.quayside.step.StepType;
import dev.quayside.testing.TestDatabase;
import dev.quayside.workflow.journal.CrashPoints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// A whole server on a free port, with a database of its own, and a client that may do everything.
final class TestServer implements AutoCloseable {
    private final TestDatabase database;
    private final boolean ownDatabase;
    private final Path data;
    private final HttpClient client = HttpClient.newHttpClient();
    private final App app;

    /// An answer, with its body read as JSON where it is JSON.
    record Answer(int status, JsonNode json, HttpResponse<String> response) {}

    TestServer(StepType... more) {
        this(TestDatabase.fresh(), true, Map.of(), more);
    }

    /// Takes a database that others use too.
    TestServer(TestDatabase database, Map<String, String> environment, StepType... more) {
        this(database, false, environment, more);
    }

    private TestServer(TestDatabase database, boolean ownDatabase, Map<String, String> environment, StepType... more) {
        this.database = database;
        this.ownDatabase = ownDatabase;
        try {
            data = Files.createTempDirectory("quayside-server");
            Map<String, String> all = new HashMap<>(environment);
            all.put("DATABASE_URL", database.url().reveal());
            all.put("PORT", "0");
            all.put("QUAYSIDE_ALLOW_PRIVATE", "true");
            app = App.start(AppSettings.read(data, all), App.Role.SERVER, CrashPoints.NONE, List.of(more));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    App app() {
        return app;
    }

    Path data() {
        return data;
    }

    URI address() {
        return app.address().orElseThrow();
    }

    String token() {
        return ServerFile.find(data).orElseThrow().token();
    }

    /// A request as whoever may do everything.
    HttpRequest.Builder at(String path) {
        return HttpRequest.newBuilder(address().resolve(path)).header("Authorization", "Bearer " + token());
    }

    Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
        boolean json = !response.body().isEmpty()
                && response.headers().firstValue("Content-Type").orElse("").contains("json");
        return new Answer(response.statusCode(), json ? Json.parse(response.body()) : Json.object(), response);
    }

    Answer get(String path) throws IOException, InterruptedException {
        return send(at(path));
    }

    /// Posts JSON with single quotes.
    Answer post(String path, String json) throws IOException, InterruptedException {
        return send(at(path).POST(BodyPublishers.ofString(json.replace('\'', '"'))));
    }

    Answer put(String path, String json) throws IOException, InterruptedException {
        return send(at(path).PUT(BodyPublishers.ofString(json.replace('\'', '"'))));
    }

    /// Stores a workflow.
    ///
    /// @return its path
    String workflow(String definition) throws IOException, InterruptedException {
        Answer stored = post("/api/v1/workflows/", "{'name': 'test', 'workflow_definition': " + definition + "}");
        if (stored.status() != 201) {
            throw new AssertionError(stored.json().toString());
        }
        return "/api/v1/workflows/" + stored.json().path("id").stringValue();
    }

    @Override
    public void close() {
        app.close();
        if (ownDatabase) {
            database.close();
        }
    }
}
