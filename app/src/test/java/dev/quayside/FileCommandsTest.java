package dev.quayside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import dev.quayside.cli.Terminal;
import dev.quayside.http.auth.ServerFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Commands about files and jobs, as a user types them, over connections that break.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FileCommandsTest {
    @TempDir
    private static Path folder;

    private TestServer server;
    private CutRelay relay;
    private Path throughRelay;

    /// What a command left behind.
    private record Ran(int exit, ByteArrayOutputStream said, String err) {
        byte[] bytes() {
            return said.toByteArray();
        }

        String out() {
            return said.toString(StandardCharsets.UTF_8);
        }

        JsonNode json() {
            return Json.parse(bytes());
        }
    }

    @BeforeAll
    void start() throws IOException {
        server = new TestServer();
        relay = new CutRelay(server.address());
        throughRelay = Files.createDirectory(folder.resolve("relay"));
        new ServerFile(relay.address(), server.token()).write(throughRelay);
    }

    @AfterAll
    void stop() throws IOException {
        relay.close();
        server.close();
    }

    private Ran quayside(String... words) {
        return run(server.data(), words);
    }

    private static Ran run(Path data, String... words) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        List<String> arguments = new ArrayList<>(List.of(words));
        arguments.addAll(List.of("--data", data.toString()));
        int exit;
        try (var toOut = new PrintStream(out, true, StandardCharsets.UTF_8);
                var toErr = new PrintStream(err, true, StandardCharsets.UTF_8)) {
            exit = Main.cli(new Terminal(toOut, toErr)).run(arguments.toArray(String[]::new));
        }
        return new Ran(exit, out, err.toString(StandardCharsets.UTF_8));
    }

    private static Path file(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }

    private static byte[] noise(int size) {
        byte[] bytes = new byte[size];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    @Test
    void filesArePutListedFetchedAndRemovedByTheirNames() throws IOException {
        Path letter = file("a letter.txt", "Dear reader".getBytes(StandardCharsets.UTF_8));
        Path empty = file("empty.txt", new byte[0]);

        Ran put = quayside("file", "put", letter.toString(), empty.toString(), "-o", "json");
        Files.writeString(letter, "Dear reader, again");
        Ran again = quayside("file", "put", letter.toString());

        assertThat(put.exit()).as(put.err()).isZero();
        assertThat(put.json().path("items").path(1).path("size").asLong(-1)).isZero();
        assertThat(put.err()).contains("Sent a letter.txt, 11 bytes");
        assertThat(again.out()).containsPattern("a letter.txt +2 +18");
        assertThat(quayside("file", "list", "--search", "letter").out()).contains("a letter.txt", "text/plain");
        assertThat(quayside("file", "get", "a letter.txt", "--to", "-").out()).isEqualTo("Dear reader, again");
        assertThat(quayside("file", "get", "empty.txt", "--to", "-").bytes()).isEmpty();
        assertThat(quayside("file", "show", "a letter.txt", "-o", "json")
                        .json()
                        .path("version")
                        .asInt())
                .isEqualTo(2);
        assertThat(quayside("file", "versions", "a letter.txt", "-o", "json")
                        .json()
                        .path("items")
                        .size())
                .isEqualTo(2);

        Ran removed = quayside("file", "remove", "a letter.txt");
        String id = quayside("file", "list", "--trash", "-o", "json")
                .json()
                .path("items")
                .path(0)
                .path("id")
                .asString();
        assertThat(removed.err()).contains("version 2; `file restore " + id + "`");
        assertThat(quayside("file", "get", "a letter.txt", "--to", "-").out()).isEqualTo("Dear reader");
        assertThat(quayside("file", "restore", id).exit()).isZero();
        assertThat(quayside("file", "get", "a letter.txt", "--to", "-").out()).isEqualTo("Dear reader, again");
    }

    @Test
    void whatIsThereIsNotReplacedUnlessThatIsWanted() throws IOException {
        Path mine = file("mine.txt", "theirs".getBytes(StandardCharsets.UTF_8));
        assertThat(quayside("file", "put", mine.toString()).exit()).isZero();
        Files.writeString(mine, "mine");

        Ran refused = quayside("file", "get", "mine.txt", "--to", mine.toString());
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("--force");
        assertThat(mine).hasContent("mine");

        assertThat(quayside("file", "get", "mine.txt", "--to", folder.toString(), "--force")
                        .exit())
                .isZero();
        assertThat(mine).hasContent("theirs");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.map(Path::toString)).noneMatch(name -> name.endsWith(".part"));
        }
    }

    @Test
    void whatIsWrongIsSaidWithTheRightExitCode() throws IOException {
        Path wrong = file("wrong.pdf", "no PDF".getBytes(StandardCharsets.UTF_8));

        assertThat(quayside("file", "put", folder.resolve("none").toString()).exit())
                .isEqualTo(3);
        assertThat(quayside("file", "put", folder.toString()).err()).contains("it is a folder");
        assertThat(quayside("file", "put", wrong.toString()).err()).contains("code: file.wrong-content");
        assertThat(quayside("file", "get", "none").exit()).isEqualTo(3);
        assertThat(quayside("file", "get", "999999").exit()).isEqualTo(3);
        assertThat(quayside("file", "restore", "999999").exit()).isEqualTo(3);
        assertThat(quayside("file", "put", "a", "b", "--name", "c").exit()).isEqualTo(2);
        assertThat(quayside("file", "put").exit()).isEqualTo(2);
        assertThat(quayside("file", "put", wrong.toString(), "--upload", "none").exit())
                .isEqualTo(3);
    }

    @Test
    void anUploadGoesOnWhereItsConnectionBroke() throws IOException {
        byte[] content = noise(9 << 20);
        Path big = file("big.bin", content);
        int before = relay.cuts();
        relay.cutSendingAfter(6 << 20);

        Ran put = run(throughRelay, "file", "put", big.toString(), "-o", "json");

        assertThat(put.exit()).as(put.err()).isZero();
        assertThat(relay.cuts()).isEqualTo(before + 1);
        assertThat(put.err()).contains("big.bin broke off and goes on in 1 s", "Sent big.bin, 9.4 MB");
        assertThat(put.json().path("items").path(0).path("size").asLong()).isEqualTo(content.length);
        assertThat(quayside("file", "get", "big.bin", "--to", "-", "--quiet").bytes())
                .isEqualTo(content);
    }

    @Test
    void anUploadThatWasGivenUpIsGoneOnWithLater() throws Exception {
        Path big = file("later.bin", noise(5 << 20));
        TestServer.Answer begun = server.send(server.at("/api/v1/files/uploads")
                .header("Tus-Resumable", "1.0.0")
                .header("Upload-Length", String.valueOf(5 << 20))
                .header("Upload-Metadata", "filename bGF0ZXIuYmlu")
                .POST(java.net.http.HttpRequest.BodyPublishers.noBody()));
        String path = begun.response().headers().firstValue("Location").orElseThrow();
        String id = path.substring(path.lastIndexOf('/') + 1);
        Path other = file("other.bin", noise(10));

        Ran wrong = quayside("file", "put", other.toString(), "--upload", id);
        Ran put = quayside("file", "put", big.toString(), "--upload", id);

        assertThat(wrong.err()).contains("code: upload.other-file");
        assertThat(put.exit()).as(put.err()).isZero();
        assertThat(quayside("file", "get", "later.bin", "--to", "-").bytes()).isEqualTo(Files.readAllBytes(big));
    }

    @Test
    void aDownloadGoesOnWhereItsConnectionBroke() throws IOException {
        byte[] content = noise(5 << 20);
        Path source = file("down.bin", content);
        assertThat(quayside("file", "put", source.toString()).exit()).isZero();
        Path target = folder.resolve("fetched.bin");
        int before = relay.cuts();
        relay.cutAnswersAfter(3 << 20);

        Ran got = run(throughRelay, "file", "get", "down.bin", "--to", target.toString());

        assertThat(got.exit()).as(got.err()).isZero();
        assertThat(relay.cuts()).isEqualTo(before + 1);
        assertThat(got.err()).contains("down.bin broke off and goes on in 1 s", "Fetched down.bin");
        assertThat(target).hasBinaryContent(content);
    }

    @Test
    void jobsAreBegunAskedForAndListed() throws IOException {
        Path review = file("review.txt", "I love it. The invoice was late.".getBytes(StandardCharsets.UTF_8));
        assertThat(quayside("file", "put", review.toString()).exit()).isZero();

        Ran found = quayside("job", "start", "sentences", "review.txt", "--keyword", "invoice", "--wait", "-o", "json");
        Ran wrong = quayside("job", "start", "dance", "review.txt");
        Ran failed = quayside("job", "start", "convert", "review.txt", "--to", "mp3", "--wait");

        assertThat(found.exit()).as(found.err()).isZero();
        assertThat(found.json().path("result").path("sentences").path(0).asString())
                .isEqualTo("The invoice was late.");
        String id = found.json().path("id").asString();
        assertThat(quayside("job", "show", id, "--wait", "-o", "json").json()).isEqualTo(found.json());
        assertThat(quayside("job", "list", "--status", "completed").out()).contains(id, "sentences");
        assertThat(quayside("job", "cancel", id).err()).contains("The job has ended");
        assertThat(wrong.exit()).isEqualTo(2);
        assertThat(failed.exit()).isEqualTo(1);
        assertThat(quayside("job", "show", "none").exit()).isEqualTo(3);
    }

    @Test
    void aPasswordIsReadFromAFileSoThatNoCommandLineShowsIt() throws Exception {
        try (InputStream sealed = getClass().getResourceAsStream("/opendocument/encrypted.odt")) {
            Path document = file("sealed.odt", Objects.requireNonNull(sealed).readAllBytes());
            assertThat(quayside("file", "put", document.toString()).exit()).isZero();
        }
        String right = file("right.txt", "pässword 1\n".getBytes(StandardCharsets.UTF_8))
                .toString();

        Ran without = quayside("job", "start", "text", "sealed.odt", "--wait");
        Ran opened = quayside("job", "start", "text", "sealed.odt", "--wait", "-o", "json", "--password-file", right);
        Ran missing = quayside("job", "start", "text", "sealed.odt", "--password-file", right + ".none");

        assertThat(without.exit()).isEqualTo(1);
        assertThat(without.out()).contains("document.encrypted");
        assertThat(opened.exit()).as(opened.err()).isZero();
        assertThat(opened.json().path("result").path("text").asString()).isNotBlank();
        assertThat(missing.err()).contains("There is no file " + right + ".none");
    }
}
