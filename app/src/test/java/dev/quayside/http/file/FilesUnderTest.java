package dev.quayside.http.file;

import dev.quayside.base.Json;
import dev.quayside.base.Pause;
import dev.quayside.config.Secret;
import dev.quayside.event.Events;
import dev.quayside.http.api.ApiUnderTest;
import dev.quayside.http.message.Body;
import dev.quayside.http.message.Method;
import dev.quayside.http.message.Request;
import dev.quayside.http.message.Response;
import dev.quayside.identity.Permission;
import dev.quayside.secret.RootKey;
import dev.quayside.storage.Storage;
import dev.quayside.storage.StorageSettings;
import dev.quayside.testing.MovedClock;
import dev.quayside.testing.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// The routes of files without a socket.
final class FilesUnderTest implements AutoCloseable {
    final MovedClock clock = new MovedClock();
    final Storage storage;
    final ApiUnderTest api;
    final ApiUnderTest bob;
    private final TestDatabase database = TestDatabase.fresh();

    FilesUnderTest(Path folder) {
        storage = new Storage(
                database.database(),
                new Events(database.database()),
                RootKey.of(new Secret("a secret that is long enough for the test"), "test"),
                StorageSettings.in(folder),
                clock,
                Pause.REAL);
        storage.store().start();
        var routes = new ArrayList<>(new FileRoutes(storage).routes());
        routes.addAll(new UploadRoutes(storage.uploads()).routes());
        api = new ApiUnderTest(List.copyOf(routes));
        bob = api.by(Permission.READ_FILES, Permission.WRITE_FILES);
    }

    Response upload(String name, String text) {
        String form = "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name + "\"\r\n\r\n" + text
                + "\r\n--xyz--\r\n";
        return api.send(Request.of(Method.POST, "/api/v1/files")
                .with("Content-Type", "multipart/form-data; boundary=xyz")
                .with(Body.of(form.getBytes(StandardCharsets.UTF_8))));
    }

    /// Uploads a text, and tells the file's path.
    String uploaded(String name, String text) {
        Response answer = upload(name, text);
        if (answer.status() != 201) {
            throw new AssertionError(answer.text());
        }
        return answer.headers().find("Location").orElseThrow();
    }

    JsonNode get(String path) {
        return Json.parse(api.get(path).text());
    }

    /// What a response writes.
    static String written(Response response) {
        if (!(response.content() instanceof Response.Content.Written(Response.Writer writer))) {
            return response.text();
        }
        var out = new ByteArrayOutputStream();
        try {
            writer.write(out);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        storage.close();
        database.close();
    }
}
