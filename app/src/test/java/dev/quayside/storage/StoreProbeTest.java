package dev.quayside.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.config.Secret;
import dev.quayside.storage.blob.S3Settings;
import dev.quayside.testing.Relay;
import dev.quayside.testing.S3Server;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreProbeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static StoreProbe.Result probe(S3Settings bucket, Duration patience) {
        StorageSettings none = StorageSettings.in(Path.of("unused"));
        return StoreProbe.of(
                new StorageSettings(
                        none.folder(),
                        Optional.of(bucket),
                        none.maxUploadBytes(),
                        none.maxFileBytes(),
                        none.quotaBytes(),
                        none.trash()),
                patience);
    }

    private static String trouble(S3Settings bucket) {
        return probe(bucket, PATIENCE).problem().orElseThrow().detail();
    }

    private static S3Settings with(S3Settings bucket, URI endpoint, String name, String secret) {
        return new S3Settings(
                Optional.of(endpoint),
                bucket.region(),
                name,
                true,
                Optional.of(new S3Settings.Keys(S3Server.KEY, new Secret(secret), Secret.NONE)),
                true);
    }

    @Test
    void aFolderIsTriedAndLeftAsItWas() throws IOException {
        Files.createDirectory(folder.resolve("incoming"));

        StoreProbe.Result result = StoreProbe.of(StorageSettings.in(folder), PATIENCE);

        assertThat(result.problem()).isEmpty();
        assertThat(result.where()).isEqualTo(folder.toString());
        assertThat(result.free().orElseThrow()).isPositive();
        assertThat(files()).isEmpty();
    }

    @Test
    void aFolderThatIsNotThereYetIsNotMade() {
        Path later = folder.resolve("later");

        assertThat(StoreProbe.of(StorageSettings.in(later), PATIENCE).problem()).isEmpty();

        assertThat(later).doesNotExist();
    }

    @Test
    void aFolderThatCannotBeWrittenIsToldWithWhatToDo() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThat(StoreProbe.of(StorageSettings.in(file), PATIENCE)
                        .problem()
                        .orElseThrow()
                        .detail())
                .contains(file.toString(), "Check the disk and its permissions");
    }

    @Test
    void aBucketIsTriedAndWhatIsWrongWithItIsToldWithWhatToDo() throws IOException {
        try (S3Server server = new S3Server(folder);
                Relay silent = new Relay(server.endpoint().getPort())) {
            S3Settings good = server.settings();
            String secret = S3Server.SECRET.value();

            assertThat(probe(good, PATIENCE).problem()).isEmpty();
            assertThat(files()).isEmpty();

            assertThat(trouble(with(good, server.endpoint(), good.bucket(), "wrong")))
                    .contains("Check the access key and the secret key")
                    .doesNotContain(secret);
            assertThat(trouble(with(good, server.endpoint(), "no-such-bucket", secret)))
                    .contains("There is no bucket of that name");
            URI nobody = URI.create("http://127.0.0.1:1");
            assertThat(trouble(with(good, nobody, good.bucket(), secret))).contains("check the endpoint");

            silent.holdAnswers();
            URI held = URI.create("http://127.0.0.1:" + silent.port());
            assertThat(probe(with(good, held, good.bucket(), secret), Duration.ofSeconds(1))
                            .problem()
                            .orElseThrow()
                            .detail())
                    .contains("not answered within 1 s");
        }
    }
}
