package dev.quayside;

import dev.quayside.base.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Somebody with a session who sends files.
final class FilesClient {
    private final URI server;
    private final CookieManager cookies = new CookieManager();
    private final HttpClient client =
            HttpClient.newBuilder().cookieHandler(cookies).build();

    private FilesClient(URI server) {
        this.server = server;
    }

    /// Registers, and logs in.
    static FilesClient of(URI server, String name) throws IOException, InterruptedException {
        FilesClient files = new FilesClient(server);
        files.post(
                "/auth/registration",
                Map.of(
                        "username",
                        name,
                        "email",
                        name + "@example.com",
                        "password",
                        "Str0ngPass",
                        "password1",
                        "Str0ngPass"));
        files.post("/auth/login", Map.of("username", name, "password", "Str0ngPass"));
        return files;
    }

    private void post(String path, Map<String, String> fields) throws IOException, InterruptedException {
        var body = Json.object();
        fields.forEach(body::put);
        HttpResponse<String> answer = client.send(
                to(path).POST(BodyPublishers.ofString(Json.write(body))).build(), BodyHandlers.ofString());
        if (answer.statusCode() != 201) {
            throw new AssertionError(answer.body());
        }
    }

    HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(server.resolve(path));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(to(path));
    }

    HttpResponse<String> delete(String path) throws IOException, InterruptedException {
        return send(to(path).DELETE());
    }

    HttpResponse<String> upload(String name, byte[] bytes) throws IOException, InterruptedException {
        return send(to("/files/upload")
                .header("Content-Type", "multipart/form-data; boundary=xyz")
                .POST(BodyPublishers.ofByteArray(form(name, bytes))));
    }

    /// Uploads a text, and tells what it has become.
    JsonNode uploaded(String name, String text) throws IOException, InterruptedException {
        HttpResponse<String> answer = upload(name, text.getBytes(StandardCharsets.UTF_8));
        if (answer.statusCode() != 201) {
            throw new AssertionError(answer.body());
        }
        return Json.parse(answer.body());
    }

    static byte[] form(String name, byte[] bytes) {
        var form = new ByteArrayOutputStream();
        form.writeBytes(("--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name
                        + "\"\r\nContent-Type: application/octet-stream\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        form.writeBytes(bytes);
        form.writeBytes("\r\n--xyz--\r\n".getBytes(StandardCharsets.UTF_8));
        return form.toByteArray();
    }

    /// The header field `Cookie`.
    String cookie() {
        return cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals("session_id"))
                .map(HttpCookie::toString)
                .findFirst()
                .orElseThrow()
                .replace("\"", "");
    }

    /// What writes a request to a socket.
    interface Writing {
        void to(OutputStream out) throws IOException;
    }

    /// Posts a form as no library would, and returns all that comes back.
    ///
    /// @param headers besides `Host` and `Cookie`, each with its line end
    String raw(String headers, Writing body) throws IOException {
        try (var socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(30_000);
            OutputStream out = socket.getOutputStream();
            String head = "POST /files/upload HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: " + cookie()
                    + "\r\nContent-Type: multipart/form-data; boundary=xyz\r\n" + headers + "\r\n";
            try {
                out.write(head.getBytes(StandardCharsets.UTF_8));
                out.flush();
                body.to(out);
                out.flush();
                socket.shutdownOutput();
            } catch (IOException refused) {
                // The server has heard enough; its answer may be there all the same.
            }
            return new String(readAll(socket.getInputStream()), StandardCharsets.UTF_8);
        }
    }

    private static byte[] readAll(InputStream in) {
        var all = new ByteArrayOutputStream();
        try {
            in.transferTo(all);
        } catch (IOException e) {
            // What came before the connection broke.
        }
        return all.toByteArray();
    }
}
