package dev.quayside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import dev.quayside.testing.Required;
import dev.quayside.testing.S3Server;
import dev.quayside.testing.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Files as clients of the File Processing API use them, with real clients.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DocumentsOverSocketsTest {
    private static final String REFUSED =
            "{\"detail\":{\"file_name\":\"max length is 128 characters\",\"max_size\":\"20 MB\","
                    + "\"supported_formats\":[\"doc\",\"docx\",\"pdf\",\"txt\",\"png\",\"jpg\",\"jpeg\"]}}";

    private TestServer server;

    @BeforeAll
    void start() {
        server = new TestServer();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private FilesClient client(String name) throws Exception {
        return FilesClient.of(server.address(), name);
    }

    @Test
    void aFileGoesInAndComesOutAgain() throws Exception {
        FilesClient alice = client("alice01");
        assertThat(alice.get("/files/storage").body())
                .isEqualTo("{\"detail\":\"The files have not been uploaded yet\"}");
        assertThat(alice.get("/files/storage?format=list").body()).isEqualTo("[]");

        HttpResponse<String> answer = alice.upload("r\u00e9sum\u00e9.TXT", "hello".getBytes(StandardCharsets.UTF_8));

        assertThat(answer.statusCode()).isEqualTo(201);
        JsonNode file = Json.parse(answer.body());
        assertThat(file.propertyNames())
                .containsExactlyInAnyOrder(
                        "id",
                        "file_name",
                        "filename",
                        "s3_url",
                        "s3_key",
                        "uploaded_at",
                        "user_id",
                        "size",
                        "content_type");
        assertThat(file.path("file_name").asString()).isEqualTo("r\u00e9sum\u00e9.TXT");
        assertThat(file.path("id").isIntegralNumber()).isTrue();
        assertThat(file.path("user_id").asInt()).isPositive();
        assertThat(file.path("uploaded_at").asString()).endsWith("Z");
        assertThat(Json.parse(alice.get("/files/storage").body())).containsExactly(file);

        String link = Json.parse(
                        alice.get("/files/download/" + file.path("id").asLong()).body())
                .path("file_url")
                .asString();
        HttpResponse<String> content = anybody(HttpRequest.newBuilder(URI.create(link)));
        assertThat(content.body()).isEqualTo("hello");
        assertThat(content.headers().firstValue("Content-Disposition"))
                .contains("attachment; filename=\"r_sum_.TXT\"; filename*=UTF-8''r%C3%A9sum%C3%A9.TXT");
        assertThat(content.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(content.headers().firstValue("Content-Security-Policy")).contains("sandbox; default-src 'none'");

        assertThat(alice.delete("/files/remove/" + file.path("id").asLong()).statusCode())
                .isEqualTo(204);
        assertThat(alice.delete("/files/remove/" + file.path("id").asLong()).body())
                .isEqualTo("{\"message\":\"File does not exist\",\"detail\":\"Resource not found\"}");
        assertThat(alice.get("/files/download/" + file.path("id").asLong()).statusCode())
                .isEqualTo(404);
        assertThat(anybody(HttpRequest.newBuilder(URI.create(link))).statusCode())
                .isEqualTo(404);
        assertThat(alice.get("/files/storage?format=list").body()).isEqualTo("[]");
    }

    private HttpResponse<String> anybody(HttpRequest.Builder request) throws IOException, InterruptedException {
        return server.send(request).response();
    }

    @Test
    void curlUploadsAndDownloads(@TempDir Path folder) throws Exception {
        Path curl = Required.program("curl");
        FilesClient client = client("curly01");
        byte[] picture = new byte[5_000_000];
        System.arraycopy(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'}, 0, picture, 0, 8);
        Path file = Files.write(folder.resolve("a picture.png"), picture);

        JsonNode stored = Json.parse(run(
                curl, "-F", "file=@" + file, "-H", "Cookie: " + client.cookie(), server.address() + "/files/upload"));
        assertThat(stored.path("file_name").asString()).isEqualTo("a picture.png");
        assertThat(stored.path("size").asInt()).isEqualTo(5_000_000);
        String link = Json.parse(
                        client.get("/files/download/" + stored.path("id").asLong())
                                .body())
                .path("file_url")
                .asString();
        run(curl, "-OJ", "--output-dir", folder.resolve("out").toString(), "--create-dirs", link);
        try (Stream<Path> saved = Files.list(folder.resolve("out"))) {
            assertThat(saved.toList())
                    .singleElement()
                    .satisfies(path -> assertThat(path).hasBinaryContent(picture));
        }
        assertThat(run(curl, "-I", link)).contains("200").contains("Content-Length: 5000000");
        assertThat(run(curl, "-r", "0-3", "-i", link)).contains("206").contains("Content-Range: bytes 0-3/5000000");
    }

    private static String run(Path program, String... arguments) throws IOException {
        List<String> line = Stream.concat(Stream.of(program.toString(), "-sS"), Stream.of(arguments))
                .toList();
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void whatIsNotTakenIsRefusedInTheWordsThatClientsKnow() throws Exception {
        FilesClient client = client("refused01");
        byte[] text = "text".getBytes(StandardCharsets.UTF_8);
        byte[] exe = {'M', 'Z', 0, 0};

        for (Map.Entry<String, byte[]> file : Map.of(
                        "a.exe",
                        text,
                        "noextension",
                        text,
                        "a.html",
                        text,
                        "a.pdf",
                        exe,
                        "a.txt",
                        exe,
                        "b.docx",
                        text,
                        "x".repeat(125) + ".txt",
                        text,
                        "x".repeat(4_092) + ".txt",
                        text,
                        "b.txt",
                        new byte[0x1400001],
                        "..",
                        text)
                .entrySet()) {
            HttpResponse<String> answer = client.upload(file.getKey(), file.getValue());
            assertThat(answer.statusCode()).as(file.getKey()).isEqualTo(400);
            assertThat(answer.body()).as(file.getKey()).isEqualTo(REFUSED);
        }
        assertThat(client.get("/files/storage?format=list").body()).isEqualTo("[]");
    }

    @Test
    void namesAreMadeHarmless() throws Exception {
        FilesClient client = client("harmless01");

        assertThat(client.uploaded("../../etc/passwd.txt", "x")
                        .path("file_name")
                        .asString())
                .isEqualTo("passwd.txt");
        assertThat(client.uploaded("CON.txt", "x").path("file_name").asString()).isEqualTo("_CON.txt");
        JsonNode turned = client.uploaded("a\u202Etxt.exe.txt", "x");
        assertThat(turned.path("file_name").asString()).isEqualTo("atxt.exe.txt");
        assertThat(turned.path("s3_key").asString()).matches("[0-9a-f-]{36}_atxt\\.exe\\.txt");
    }

    @Test
    void anIdThatIsNoNumberIsInvalidAndNoFileIsMissing() throws Exception {
        FilesClient client = client("numbers01");

        HttpResponse<String> invalid = client.get("/files/download/abc");
        assertThat(invalid.statusCode()).isEqualTo(422);
        assertThat(invalid.body())
                .isEqualTo("{\"detail\":[{\"field\":\"file_id\",\"msg\":\"Input should be a valid integer, "
                        + "unable to parse string as an integer\"}]}");
        HttpResponse<String> form = client.send(client.to("/files/upload")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{}")));
        assertThat(form.statusCode()).isEqualTo(422);
        assertThat(form.body()).isEqualTo("{\"detail\":[{\"field\":\"file\",\"msg\":\"Field required\"}]}");
        assertThat(client.get("/files/download/999999999").statusCode()).isEqualTo(404);
        assertThat(client.get("/files/download/-1").statusCode()).isEqualTo(404);
    }

    @Test
    void somebodyElsesFileIsAsIfItDidNotExist() throws Exception {
        FilesClient owner = client("owner01");
        FilesClient other = client("other01");
        long id = owner.uploaded("mine.txt", "mine").path("id").asLong();

        assertThat(other.get("/files/download/" + id).statusCode()).isEqualTo(404);
        assertThat(other.delete("/files/remove/" + id).statusCode()).isEqualTo(404);
        assertThat(other.get("/files/storage?format=list").body()).isEqualTo("[]");
        for (String path : List.of("/files/storage", "/files/download/" + id)) {
            assertThat(anybody(HttpRequest.newBuilder(server.address().resolve(path)))
                            .body())
                    .isEqualTo("{\"detail\":\"Not authenticated\"}");
            assertThat(server.get(path).status()).as("nor does a token count").isEqualTo(401);
        }
        assertThat(owner.get("/api/v1/files/" + id).statusCode())
                .as("nor a cookie here")
                .isEqualTo(401);
        assertThat(owner.send(owner.to("/files/remove/" + id)
                                .header("Origin", "https://evil.example.com")
                                .DELETE())
                        .statusCode())
                .isEqualTo(403);
        assertThat(owner.get("/files/download/" + id).statusCode()).isEqualTo(200);
    }

    @Test
    void aLinkThatSomebodyChangedIsWorthNothing() throws Exception {
        FilesClient client = client("links01");
        JsonNode mine = client.uploaded("mine.txt", "mine");
        JsonNode other = client.uploaded("other.txt", "other");
        String link = Json.parse(client.get("/files/download/" + mine.path("id").asLong())
                        .body())
                .path("file_url")
                .asString();
        String expires = link.replaceAll(".*expires=(\\d+).*", "$1");

        assertThat(anybody(HttpRequest.newBuilder(URI.create(link))).statusCode())
                .isEqualTo(200);
        for (String changed : List.of(
                link.replace(expires, String.valueOf(Long.parseLong(expires) + 1)),
                link.replace(
                        mine.path("s3_key").asString(), other.path("s3_key").asString()),
                link.substring(0, link.length() - 2),
                link + "AA",
                link.replaceAll("&signature=.*", ""),
                link.replaceAll("&signature=.*", "&signature=!"),
                link.replaceAll("\\?.*", ""))) {
            assertThat(anybody(HttpRequest.newBuilder(URI.create(changed))).statusCode())
                    .as(changed)
                    .isEqualTo(403);
        }
        for (String method : List.of("PUT", "DELETE", "POST", "PATCH")) {
            assertThat(anybody(HttpRequest.newBuilder(URI.create(link))
                                    .method(method, HttpRequest.BodyPublishers.noBody()))
                            .statusCode())
                    .as(method)
                    .isEqualTo(405);
        }
    }

    @Test
    void theSameWorksWithABucket(@TempDir Path folder) throws Exception {
        try (S3Server s3 = new S3Server(folder);
                TestDatabase database = TestDatabase.fresh();
                TestServer withBucket = new TestServer(
                        database,
                        Map.of(
                                "AWS_S3_BUCKET_NAME",
                                S3Server.BUCKET,
                                "AWS_ACCESS_KEY_ID",
                                S3Server.KEY,
                                "AWS_SECRET_ACCESS_KEY",
                                S3Server.SECRET.value(),
                                "QUAYSIDE_STORAGE_S3_PATH_STYLE",
                                "true",
                                "QUAYSIDE_STORAGE_S3_ENDPOINT",
                                s3.endpoint().toString()))) {
            FilesClient client = FilesClient.of(withBucket.address(), "bucket01");
            JsonNode file = client.uploaded("notes.txt", "hello");
            String link = Json.parse(
                            client.get("/files/download/" + file.path("id").asLong())
                                    .body())
                    .path("file_url")
                    .asString();

            assertThat(link).startsWith(s3.endpoint().toString()).contains("X-Amz-Expires=1800");
            assertThat(anybody(HttpRequest.newBuilder(URI.create(link))).body()).isEqualTo("hello");
            assertThat(file.path("s3_url").asString())
                    .isEqualTo(s3.endpoint() + "/" + S3Server.BUCKET + "/"
                            + file.path("s3_key").asString());
        }
    }
}
