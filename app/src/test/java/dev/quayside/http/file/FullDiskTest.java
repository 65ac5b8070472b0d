package dev.quayside.http.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import dev.quayside.http.message.Response;
import dev.quayside.testing.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The disk of the files fills up; that of the database is another one.
class FullDiskTest {
    private static long blobs(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).count();
        }
    }

    @Test
    void anUploadThatDoesNotFitIsRefusedAndLeavesNothing() throws Exception {
        try (SmallDisk disk = SmallDisk.of("1m");
                FilesUnderTest files = new FilesUnderTest(disk.path())) {
            String small = files.uploaded("small.txt", "x".repeat(300_000));

            Response full = files.upload("large.txt", "x".repeat(2_000_000));

            assertThat(full.status()).isEqualTo(507);
            assertThat(full.headers().find("Retry-After")).isPresent();
            assertThat(Json.parse(full.text()).path("code").asString()).isEqualTo("storage.disk-full");
            assertThat(full.text()).doesNotContain(disk.path().toString());
            assertThat(blobs(disk.path())).isEqualTo(1);
            assertThat(files.get("/api/v1/files").path("total").asInt()).isEqualTo(1);
            assertThat(files.storage.files().bytes("auth0|ada")).isEqualTo(300_000);
            files.uploaded("small.txt", "x".repeat(300_000));
            assertThat(FilesUnderTest.written(files.api.get(small + "/content")))
                    .hasSize(300_000);
        }
    }
}
