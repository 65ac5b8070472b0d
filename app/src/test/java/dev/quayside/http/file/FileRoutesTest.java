package dev.quayside.http.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.http.api.ApiUnderTest;
import dev.quayside.http.message.Headers;
import dev.quayside.http.message.Method;
import dev.quayside.http.message.Request;
import dev.quayside.http.message.Response;
import dev.quayside.identity.Permission;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class FileRoutesTest {
    @TempDir
    Path folder;

    private FilesUnderTest files;

    @BeforeEach
    void open() {
        files = new FilesUnderTest(folder);
    }

    @AfterEach
    void close() {
        files.close();
    }

    private Response content(String path, String header, String value) {
        return files.api.send(Request.of(Method.GET, path + "/content").with(header, value));
    }

    @Test
    void anyFormatIsTakenButNoneIsBelieved() {
        assertThat(files.get(files.uploaded("data.parquet", "PAR1"))
                        .path("content_type")
                        .asString())
                .isEqualTo("application/octet-stream");
        assertThat(files.get(files.uploaded("page.html", "<script>"))
                        .path("content_type")
                        .asString())
                .isEqualTo("application/octet-stream");
        Response lie = files.upload("a.pdf", "<script>");
        assertThat(lie.status()).isEqualTo(415);
        assertThat(lie.json().path("code").asString()).isEqualTo("file.wrong-content");
        assertThat(lie.headers().find("Content-Type")).contains("application/problem+json");
        assertThat(files.upload("..", "x").status()).isEqualTo(422);
    }

    @Test
    void whatSomebodySaysOfOwnersInABodyIsIgnored() {
        String form = String.join(
                "\r\n",
                "--xyz",
                "Content-Disposition: form-data; name=\"owner\"",
                "",
                "root",
                "--xyz",
                "Content-Disposition: form-data; name=\"id\"",
                "",
                "1",
                "--xyz",
                "Content-Disposition: form-data; name=\"file\"; filename=\"a.txt\"",
                "",
                "x",
                "--xyz--",
                "");
        Response answer = files.api.send(Request.of(Method.POST, "/api/v1/files?owner=root")
                .with("Content-Type", "multipart/form-data; boundary=xyz")
                .with(dev.quayside.http.message.Body.of(form.getBytes(java.nio.charset.StandardCharsets.UTF_8))));

        assertThat(answer.status()).isEqualTo(201);
        assertThat(files.storage.files().find("root", answer.json().path("id").asLong()))
                .isEmpty();
        assertThat(files.storage
                        .files()
                        .find(ApiUnderTest.ADA.user(), answer.json().path("id").asLong()))
                .isPresent();
    }

    @Test
    void listsArePagedAndSearched() {
        for (String name : List.of("a.txt", "b.txt", "b.txt", "c.csv")) {
            files.uploaded(name, "x");
        }

        JsonNode all = files.get("/api/v1/files");
        assertThat(all.path("total").asInt()).isEqualTo(3);
        assertThat(all.path("items").valueStream().map(item -> item.path("name").asString()))
                .containsExactly("c.csv", "b.txt", "a.txt");
        assertThat(files.get("/api/v1/files?all_versions=true").path("total").asInt())
                .isEqualTo(4);
        assertThat(files.get("/api/v1/files?search=TXT&skip=1&limit=1")
                        .path("items")
                        .path(0)
                        .path("name")
                        .asString())
                .isEqualTo("a.txt");
        assertThat(files.api.get("/api/v1/files?limit=101").status()).isEqualTo(422);
    }

    @Test
    void versionsTrashAndRestoreWorkTogether() {
        String first = files.uploaded("a.txt", "one");
        String second = files.uploaded("a.txt", "two");

        assertThat(files.get(first + "/versions")
                        .path("versions")
                        .valueStream()
                        .map(item -> item.path("version").asInt()))
                .containsExactly(2, 1);
        assertThat(files.api.delete(second).status()).isEqualTo(204);
        assertThat(files.api.get(second).status()).isEqualTo(404);
        assertThat(files.api.get(second + "/content").status()).isEqualTo(404);
        assertThat(files.get("/api/v1/files?trash=true").path("total").asInt()).isEqualTo(1);
        assertThat(files.api.post(second + "/restore", "{}").status()).isEqualTo(200);
        assertThat(files.api.post(second + "/restore", "{}").status()).isEqualTo(404);
        assertThat(FilesUnderTest.written(files.api.get(second + "/content"))).isEqualTo("two");
        assertThat(files.get(second + "/lineage").toString()).isEqualTo("{\"sources\":[],\"derived\":[]}");
    }

    @Test
    void somebodyElsesFileIsAsIfItDidNotExist() {
        String path = files.uploaded("a.txt", "mine");
        String gone = "/api/v1/files/999999";

        for (String way : List.of("", "/content", "/versions", "/lineage")) {
            Response foreign = files.bob.get(path + way);
            assertThat(foreign.status()).as(way).isEqualTo(404);
            assertThat(foreign.json().path("code"))
                    .isEqualTo(files.bob.get(gone + way).json().path("code"));
        }
        assertThat(files.bob.delete(path).status()).isEqualTo(404);
        assertThat(files.bob.post(path + "/restore", "{}").status()).isEqualTo(404);
        assertThat(files.bob.get("/api/v1/files").json().path("total").asInt()).isZero();
        assertThat(files.api.get(path).status()).isEqualTo(200);
    }

    @Test
    void readersDoNotWrite() {
        String path = files.uploaded("a.txt", "x");
        ApiUnderTest reader = files.api.by(Permission.READ_FILES);
        ApiUnderTest writer = files.api.by(Permission.WRITE_FILES);

        assertThat(reader.delete(path).status()).isEqualTo(403);
        assertThat(reader.post("/api/v1/files", "{}").status()).isEqualTo(403);
        assertThat(reader.post("/api/v1/files/uploads", "{}").status()).isEqualTo(403);
        assertThat(writer.get(path).status()).isEqualTo(403);
        assertThat(reader.get("/api/v1/files").status()).isEqualTo(200);
    }

    @Test
    void aDownloadGoesOnWhereItStopped() {
        String path = files.uploaded("a.txt", "0123456789");
        Response whole = files.api.get(path + "/content");
        String tag = whole.headers().find("ETag").orElseThrow();

        assertThat(FilesUnderTest.written(whole)).isEqualTo("0123456789");
        assertThat(whole.headers().find("Content-Length")).contains("10");
        assertThat(whole.headers().find("Accept-Ranges")).contains("bytes");
        assertThat(whole.headers().find("Repr-Digest").orElseThrow())
                .startsWith("sha-256=:")
                .endsWith("=:");

        Response part = content(path, "Range", "bytes=4-");
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.headers().find("Content-Range")).contains("bytes 4-9/10");
        assertThat(part.headers().find("Content-Length")).contains("6");
        assertThat(FilesUnderTest.written(part)).isEqualTo("456789");

        Response beyond = content(path, "Range", "bytes=10-");
        assertThat(beyond.status()).isEqualTo(416);
        assertThat(beyond.headers().find("Content-Range")).contains("bytes */10");

        assertThat(content(path, "If-None-Match", "\"x\", " + tag).status()).isEqualTo(304);
        assertThat(content(path, "If-None-Match", "W/" + tag).status()).isEqualTo(304);
        assertThat(FilesUnderTest.written(content(path, "If-None-Match", "\"x\"")))
                .isEqualTo("0123456789");
        Request changed = Request.of(Method.GET, path + "/content")
                .with("Range", "bytes=4-")
                .with("If-Range", "\"another\"");
        assertThat(files.api.send(changed).status()).isEqualTo(200);

        Response head = files.api.send(Request.of(Method.HEAD, path + "/content"));
        assertThat(head.headers().find("Content-Length")).contains("10");
        assertThat(FilesUnderTest.written(head)).isEmpty();
    }

    @Test
    void damagedBytesAreNeverServedToTheEnd() throws Exception {
        String path = files.uploaded("a.txt", "0123456789");
        try (var all = java.nio.file.Files.walk(folder)) {
            Path blob =
                    all.filter(java.nio.file.Files::isRegularFile).findFirst().orElseThrow();
            java.nio.file.Files.writeString(blob, "012345678X");
        }

        Response damaged = files.api.get(path + "/content");
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> FilesUnderTest.written(damaged))
                .hasMessageContaining("storage.blob-damaged");
    }

    @Test
    void aFileIsNeverShownAsAPage() {
        Headers headers = files.api
                .get(files.uploaded("evil.html", "<script>alert(1)</script>") + "/content")
                .headers();

        assertThat(headers.find("Content-Disposition").orElseThrow()).startsWith("attachment;");
        assertThat(headers.find("Content-Type")).contains("application/octet-stream");
        assertThat(headers.find("Content-Security-Policy").orElseThrow()).contains("sandbox");
    }
}
