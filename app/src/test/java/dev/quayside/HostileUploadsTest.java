package dev.quayside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Uploads that no decent client sends. Each is answered or dropped, leaves nothing on the disk, and the server
/// goes on.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileUploadsTest {
    private static final String PART =
            "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n";

    private TestServer server;
    private FilesClient client;

    @BeforeAll
    void start() throws Exception {
        server = new TestServer();
        client = FilesClient.of(server.address(), "mallory1");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void chunk(OutputStream out, byte[] bytes) throws IOException {
        out.write(bytes(Integer.toHexString(bytes.length) + "\r\n"));
        out.write(bytes);
        out.write(bytes("\r\n"));
    }

    private void assertNothingIsLeft() throws Exception {
        try (Stream<Path> files = Files.walk(server.data().resolve("files"))) {
            assertThat(files.filter(Files::isRegularFile))
                    .as("all but what another client stored")
                    .allMatch(file -> file.toString().endsWith("_good.txt"));
        }
        assertThat(client.get("/files/storage?format=list").body()).isEqualTo("[]");
    }

    @Test
    void aBodyThatNeverEndsIsCutOff() throws Exception {
        long[] sent = {0};
        String answer = client.raw("Transfer-Encoding: chunked\r\n", out -> {
            chunk(out, bytes(PART));
            byte[] block = new byte[1 << 20];
            java.util.Arrays.fill(block, (byte) 'x');
            for (int i = 0; i < 1_000; i++) {
                chunk(out, block);
                sent[0]++;
            }
        });

        assertThat(answer).startsWith("HTTP/1.1 400").contains("\"max_size\":\"20 MB\"");
        assertThat(sent[0]).as("megabytes that were taken").isLessThan(200);
        assertNothingIsLeft();
    }

    @Test
    void aFieldThatNeverEndsIsCutOffToo() throws Exception {
        String answer = client.raw("Transfer-Encoding: chunked\r\n", out -> {
            chunk(out, bytes("--xyz\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\n"));
            for (int i = 0; i < 1_000; i++) {
                chunk(out, new byte[1 << 20]);
            }
        });

        assertThat(answer).startsWith("HTTP/1.1 413");
        assertNothingIsLeft();
    }

    @Test
    void aBodyShorterThanItsLengthIsNoFile() throws Exception {
        String answer = client.raw("Content-Length: 100000\r\n", out -> out.write(bytes(PART + "cut off")));

        assertThat(answer)
                .satisfiesAnyOf(
                        text -> assertThat(text).isEmpty(),
                        text -> assertThat(text).startsWith("HTTP/1.1 400"));
        assertNothingIsLeft();
    }

    @Test
    void aBodyLongerThanItsLengthIsNoFile() throws Exception {
        byte[] form = FilesClient.form("a.txt", bytes("0123456789"));

        String answer = client.raw("Content-Length: " + (form.length - 20) + "\r\n", out -> out.write(form));

        assertThat(answer).startsWith("HTTP/1.1 400");
        assertNothingIsLeft();
    }

    @Test
    void twoLengthsAreRefused() throws Exception {
        byte[] form = FilesClient.form("a.txt", bytes("0123456789"));

        for (String headers : List.of(
                "Content-Length: 5\r\nContent-Length: " + form.length + "\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: " + form.length + "\r\n",
                "Content-Length: -1\r\n",
                "Content-Length: 99999999999999999999\r\n")) {
            assertThat(client.raw(headers, out -> out.write(form))).startsWith("HTTP/1.1 400");
        }
        assertNothingIsLeft();
    }

    @Test
    void tenThousandPartsAreRefused() throws Exception {
        byte[] form = bytes("--xyz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n".repeat(10_000) + PART
                + "hello\r\n--xyz--\r\n");

        String answer = client.raw("Content-Length: " + form.length + "\r\n", out -> out.write(form));

        assertThat(answer).startsWith("HTTP/1.1 413").contains("more than 100 parts");
        assertNothingIsLeft();
    }

    @Test
    void aHeaderOfAPartOfAMegabyteIsRefused() throws Exception {
        byte[] form = bytes("--xyz\r\nX-Long: " + "x".repeat(1 << 20) + "\r\n\r\n1\r\n--xyz--\r\n");

        assertThat(client.raw("Content-Length: " + form.length + "\r\n", out -> out.write(form)))
                .startsWith("HTTP/1.1 431");
        assertThat(client.raw("X-Long: " + "x".repeat(1 << 20) + "\r\nContent-Length: 0\r\n", out -> {}))
                .startsWith("HTTP/1.1 431");
        assertNothingIsLeft();
    }

    @Test
    void aCompressedFormIsNotTaken() throws Exception {
        String answer = client.raw("Content-Encoding: gzip\r\nContent-Length: 3\r\n", out -> out.write(new byte[3]));

        assertThat(answer).startsWith("HTTP/1.1 415");
        assertNothingIsLeft();
    }

    @Test
    void whoHasNoSessionIsRefusedBeforeAnythingIsRead() throws Exception {
        FilesClient stranger = FilesClient.of(server.address(), "stranger1");
        assertThat(stranger.send(stranger.to("/auth/logout").POST(java.net.http.HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(200);
        byte[] form = FilesClient.form("a.txt", bytes("hello"));

        assertThat(stranger.send(stranger.to("/files/upload")
                                .header("Content-Type", "multipart/form-data; boundary=xyz")
                                .POST(java.net.http.HttpRequest.BodyPublishers.ofByteArray(form)))
                        .statusCode())
                .isEqualTo(401);
        assertNothingIsLeft();
    }

    @Test
    void aHundredUploadsThatHangDoNotStopOthers() throws Exception {
        List<java.net.Socket> hanging = new java.util.ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                var socket = new java.net.Socket(
                        server.address().getHost(), server.address().getPort());
                socket.getOutputStream()
                        .write(bytes("POST /files/upload HTTP/1.1\r\nHost: x\r\nCookie: " + client.cookie()
                                + "\r\nContent-Type: multipart/form-data; boundary=xyz\r\nContent-Length: 9999999\r\n\r\n"
                                + PART + "slow"));
                socket.getOutputStream().flush();
                hanging.add(socket);
            }
            FilesClient other = FilesClient.of(server.address(), "other001");
            long id = other.uploaded("good.txt", "good").path("id").asLong();
            assertThat(other.delete("/files/remove/" + id).statusCode()).isEqualTo(204);
        } finally {
            for (java.net.Socket socket : hanging) {
                socket.close();
            }
        }
        dev.quayside.testing.Await.until("the hanging uploads are gone", () -> {
            try (Stream<Path> files = Files.list(server.data().resolve("files").resolve("incoming"))) {
                return files.findAny().isEmpty();
            } catch (IOException e) {
                return false;
            }
        });
    }
}
