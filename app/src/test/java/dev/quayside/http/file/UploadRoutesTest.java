package dev.quayside.http.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import dev.quayside.base.Sha256;
import dev.quayside.http.message.Body;
import dev.quayside.http.message.Method;
import dev.quayside.http.message.Request;
import dev.quayside.http.message.Response;
import dev.quayside.testing.BrokenStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadRoutesTest {
    private static final String PATH = "/api/v1/files/uploads";

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

    private static Request tus(Method method, String path) {
        return Request.of(method, path).with("Tus-Resumable", "1.0.0");
    }

    private Response begin(String name, long size) {
        String encoded = Base64.getEncoder().encodeToString(name.getBytes(StandardCharsets.UTF_8));
        return files.api.send(tus(Method.POST, PATH)
                .with("Upload-Length", String.valueOf(size))
                .with("Upload-Metadata", "filetype dGV4dA==,filename " + encoded));
    }

    private String begun(String name, long size) {
        return begin(name, size).headers().find("Location").orElseThrow();
    }

    private static Request piece(String path, long offset, Body body) {
        return tus(Method.PATCH, path)
                .with("Upload-Offset", String.valueOf(offset))
                .with("Content-Type", "application/offset+octet-stream")
                .with(body);
    }

    private Response send(String path, long offset, String text) {
        return files.api.send(piece(path, offset, Body.of(text.getBytes(StandardCharsets.UTF_8))));
    }

    private String offset(String path) {
        return files.api
                .send(tus(Method.HEAD, path))
                .headers()
                .find("Upload-Offset")
                .orElse("none");
    }

    private List<Path> disk() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void aFileComesInPieces() throws Exception {
        Response begun = begin("notes.txt", 10);
        assertThat(begun.status()).isEqualTo(201);
        assertThat(begun.headers().find("Tus-Resumable")).contains("1.0.0");
        String path = begun.headers().find("Location").orElseThrow();
        assertThat(offset(path)).isEqualTo("0");

        Response first = send(path, 0, "01234");
        assertThat(first.status()).isEqualTo(204);
        assertThat(first.headers().find("Upload-Offset")).contains("5");
        assertThat(first.headers().find("Content-Location")).isEmpty();
        assertThat(offset(path)).isEqualTo("5");

        Response last = send(path, 5, "56789");
        String file = last.headers().find("Content-Location").orElseThrow();
        assertThat(FilesUnderTest.written(files.api.get(file + "/content"))).isEqualTo("0123456789");
        assertThat(offset(path)).isEqualTo("10");
        assertThat(files.api.send(tus(Method.HEAD, path)).headers().find("Content-Location"))
                .contains(file);
        files.storage.sweeper().sweep();
        assertThat(disk()).as("the pieces are gone").hasSize(1);
    }

    @Test
    void whatCameBeforeABreakIsKeptWhereverItBreaks() throws Exception {
        byte[] bytes = new byte[300_000];
        new Random(1).nextBytes(bytes);
        String path = begun("data.bin", bytes.length);
        int breaks = 0;
        for (int at = 0; at < bytes.length; breaks++) {
            assertThat(offset(path)).isEqualTo(String.valueOf(at));
            int cut = Math.min(bytes.length - at, 17 + breaks * 65_536 / 3);
            InputStream broken = new SequenceInputStream(
                    new ByteArrayInputStream(bytes, at, cut), new BrokenStream("the network broke"));
            files.api.send(piece(path, at, new Body(broken, 10)));
            at += cut;
        }

        String file = files.api
                .send(tus(Method.HEAD, path))
                .headers()
                .find("Content-Location")
                .orElseThrow();
        assertThat(breaks).isGreaterThan(3);
        assertThat(files.get(file).path("sha256").asString())
                .isEqualTo(Sha256.of(Sha256.digest().digest(bytes)).hex());
    }

    @Test
    void aPieceForAnotherPlaceIsRefused() {
        String path = begun("notes.txt", 10);
        send(path, 0, "01234");

        for (long wrong : List.of(0L, 4L, 6L, 10L)) {
            Response answer = send(path, wrong, "5");
            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.headers().find("Upload-Offset")).contains("5");
        }
        assertThat(send(path, 5, "567890").status()).as("more than is missing").isEqualTo(413);
        assertThat(offset(path)).isEqualTo("5");
    }

    @Test
    void ofTwoWhoSendTheSamePieceOneIsKept() throws Exception {
        String path = begun("notes.txt", 4_000);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 4; round++) {
                int at = round * 1_000;
                List<Future<Integer>> answers = new ArrayList<>();
                for (int i = 0; i < 6; i++) {
                    Callable<Integer> sending =
                            () -> send(path, at, "x".repeat(1_000)).status();
                    answers.add(threads.submit(sending));
                }
                List<Integer> statuses = new ArrayList<>();
                for (Future<Integer> answer : answers) {
                    statuses.add(answer.get());
                }
                assertThat(statuses).containsOnly(204, 409).containsOnlyOnce(204);
            }
        }
        assertThat(files.get("/api/v1/files").path("total").asInt()).isEqualTo(1);
        assertThat(files.get("/api/v1/files").path("items").path(0).path("size").asInt())
                .isEqualTo(4_000);
    }

    @Test
    void aPieceThatIsNotWhatItsChecksumSaysIsNotKept() {
        String path = begun("notes.txt", 5);
        Request piece = piece(path, 0, Body.of("hello".getBytes(StandardCharsets.UTF_8)));

        assertThat(files.api
                        .send(piece.with("Upload-Checksum", "sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu8="))
                        .status())
                .isEqualTo(460);
        assertThat(offset(path)).isEqualTo("0");
        assertThat(files.api
                        .send(piece(path, 0, Body.of("hello".getBytes(StandardCharsets.UTF_8)))
                                .with("Upload-Checksum", "crc99 AAAA"))
                        .status())
                .isEqualTo(400);
        assertThat(files.api
                        .send(piece(path, 0, Body.of("hello".getBytes(StandardCharsets.UTF_8)))
                                .with("Upload-Checksum", "sha1 qvTGHdzF6KLavt4PO0gs2a6pQ00="))
                        .status())
                .isEqualTo(204);
    }

    @Test
    void contentThatIsNotWhatItsNameSaysEndsTheUpload() throws Exception {
        String path = begun("a.pdf", 5);

        Response answer = send(path, 0, "hello");

        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.json().path("code").asString()).isEqualTo("file.wrong-content");
        assertThat(offset(path)).isEqualTo("none");
        files.storage.sweeper().sweep();
        assertThat(disk()).isEmpty();
    }

    @Test
    void anUploadExpiresAfterADayWithoutAPiece() throws Exception {
        String path = begun("notes.txt", 10);
        send(path, 0, "01");
        files.clock.pass(Duration.ofHours(23));
        send(path, 2, "23");
        files.clock.pass(Duration.ofHours(23));
        assertThat(offset(path)).isEqualTo("4");
        files.clock.pass(Duration.ofHours(2));

        assertThat(files.api.send(tus(Method.HEAD, path)).status()).isEqualTo(404);
        assertThat(send(path, 4, "4").status()).isEqualTo(404);
        files.storage.sweeper().sweep();
        assertThat(disk()).isEmpty();
    }

    @Test
    void anUploadCanBeEnded() throws Exception {
        String path = begun("notes.txt", 10);
        send(path, 0, "01");

        assertThat(files.api.send(tus(Method.DELETE, path)).status()).isEqualTo(204);
        assertThat(files.api.send(tus(Method.DELETE, path)).status()).isEqualTo(404);
        files.storage.sweeper().sweep();
        assertThat(disk()).isEmpty();
    }

    @Test
    void somebodyElsesUploadIsAsIfItDidNotExist() {
        String path = begun("notes.txt", 10);

        assertThat(files.bob.send(tus(Method.HEAD, path)).status()).isEqualTo(404);
        assertThat(files.bob.send(piece(path, 0, Body.of(new byte[1]))).status())
                .isEqualTo(404);
        assertThat(files.bob.send(tus(Method.DELETE, path)).status()).isEqualTo(404);
    }

    @Test
    void clientsLearnWhatIsPossibleAndWhatTheyDidWrong() {
        Response options = files.api.send(Request.of(Method.OPTIONS, PATH));
        assertThat(options.status()).isEqualTo(204);
        assertThat(options.headers().find("Tus-Extension")).contains("creation,termination,checksum,expiration");
        assertThat(options.headers().find("Tus-Max-Size")).contains(String.valueOf(2_048L << 20));

        Request create = tus(Method.POST, PATH);
        assertThat(files.api.send(create).status()).isEqualTo(400);
        assertThat(files.api.send(create.with("Upload-Length", "10")).status()).isEqualTo(400);
        assertThat(files.api
                        .send(create.with("Upload-Length", "-1").with("Upload-Metadata", "filename YQ=="))
                        .status())
                .isEqualTo(400);
        assertThat(files.api
                        .send(create.with("Upload-Length", "9").with("Upload-Metadata", "filename !"))
                        .status())
                .isEqualTo(400);
        assertThat(begin("big.bin", (2_048L << 20) + 1).status()).isEqualTo(413);
        Response old = files.api.send(Request.of(Method.POST, PATH).with("Tus-Resumable", "0.2.2"));
        assertThat(old.status()).isEqualTo(412);
        assertThat(old.headers().find("Tus-Version")).contains("1.0.0");
        String path = begun("a.txt", 5);
        for (Map.Entry<String, String> header :
                Map.of("Content-Type", "text/plain", "X", "y").entrySet()) {
            assertThat(files.api
                            .send(tus(Method.PATCH, path)
                                    .with("Upload-Offset", "0")
                                    .with(header.getKey(), header.getValue()))
                            .status())
                    .isEqualTo(415);
        }
        assertThat(files.api
                        .send(tus(Method.PATCH, path).with("Content-Type", "application/offset+octet-stream"))
                        .status())
                .isEqualTo(400);
        assertThat(files.api.send(tus(Method.HEAD, PATH + "/not-a-uuid")).status())
                .isEqualTo(404);
        assertThat(Json.parse(files.api.send(create).text()).path("code").asString())
                .isEqualTo("upload.header");
    }

    @Test
    void anEmptyFileNeedsNoPiece() {
        String path = begun("empty.txt", 0);

        String file = files.api
                .send(tus(Method.HEAD, path))
                .headers()
                .find("Content-Location")
                .orElseThrow();

        assertThat(files.get(file).path("size").asInt()).isZero();
    }
}
