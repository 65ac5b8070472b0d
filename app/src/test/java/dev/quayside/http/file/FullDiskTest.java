package dev.quayside.http.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import dev.quayside.http.message.Response;
import dev.quayside.testing.Required;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The disk of the files fills up; that of the database is another one.
class FullDiskTest {
    private Path mount = Path.of("");

    @BeforeEach
    void mountASmallDisk() throws Exception {
        mount = Files.createTempDirectory("quayside-full-disk-");
        Required.that(
                run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", mount.toString()) == 0,
                "mounting a tmpfs, which needs root");
    }

    @AfterEach
    void unmountIt() throws Exception {
        int _ = run("umount", "-l", mount.toString());
        Files.deleteIfExists(mount);
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    }

    private long blobs() throws IOException {
        try (Stream<Path> files = Files.walk(mount)) {
            return files.filter(Files::isRegularFile).count();
        }
    }

    @Test
    void anUploadThatDoesNotFitIsRefusedAndLeavesNothing() throws Exception {
        try (FilesUnderTest files = new FilesUnderTest(mount)) {
            String small = files.uploaded("small.txt", "x".repeat(300_000));

            Response full = files.upload("large.txt", "x".repeat(2_000_000));

            assertThat(full.status()).isEqualTo(507);
            assertThat(full.headers().find("Retry-After")).isPresent();
            assertThat(Json.parse(full.text()).path("code").asString()).isEqualTo("storage.disk-full");
            assertThat(full.text()).doesNotContain(mount.toString());
            assertThat(blobs()).isEqualTo(1);
            assertThat(files.get("/api/v1/files").path("total").asInt()).isEqualTo(1);
            assertThat(files.storage.files().bytes("auth0|ada")).isEqualTo(300_000);
            files.uploaded("small.txt", "x".repeat(300_000));
            assertThat(FilesUnderTest.written(files.api.get(small + "/content")))
                    .hasSize(300_000);
        }
    }
}
