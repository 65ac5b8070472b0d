package dev.quayside.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quayside.config.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {
    @TempDir
    Path folder;

    private RootKey open(String configured, boolean shared, boolean production) {
        return KeyFile.open(new Secret(configured), folder.resolve("data"), shared, production);
    }

    @Test
    void theFileIsMadeOnceForItsOwnerOnly() throws IOException {
        RootKey first = open("", false, true);
        RootKey second = open("", false, true);

        Path file = folder.resolve("data/secret.key");
        assertThat(second).hasToString(first.toString());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(file).strip()).hasSize(64);
    }

    @Test
    void manyThatStartAtOnceGetTheSameSecret() throws Exception {
        List<Callable<String>> starts = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            starts.add(() -> open("", true, false).toString());
        }

        try (var threads = Executors.newFixedThreadPool(8)) {
            List<Future<String>> ids = threads.invokeAll(starts);

            assertThat(ids).extracting(Future::get).containsOnly(ids.getFirst().get());
        }
        try (Stream<Path> files = Files.list(folder.resolve("data"))) {
            assertThat(files).containsExactly(folder.resolve("data/secret.key"));
        }
    }

    @Test
    void aConfiguredSecretNeedsNoFile() {
        RootKey key = open("a secret that is long enough for the test", true, true);

        assertThat(key).isNotNull();
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void aShortSecretIsRefusedWithoutShowingIt() {
        assertThatThrownBy(() -> open("hunter2", false, false))
                .hasMessageContaining("secret.too-short")
                .hasMessageContaining("7 bytes")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void serversThatShareADatabaseNeedOneSecretInProduction() {
        assertThatThrownBy(() -> open("", true, true)).hasMessageContaining("secret.missing");
    }

    @Test
    void anEmptyFileIsRefused() throws IOException {
        Files.createDirectory(folder.resolve("data"));
        Files.createFile(folder.resolve("data/secret.key"));

        assertThatThrownBy(() -> open("", false, false))
                .hasMessageContaining("secret.too-short")
                .hasMessageContaining("secret.key");
    }

    @Test
    void aFolderThatCannotBeUsedIsNamed() throws IOException {
        Files.createFile(folder.resolve("data"));

        assertThatThrownBy(() -> open("", false, false))
                .hasMessageContaining("secret.key-file")
                .hasMessageContaining(folder.toString());
    }
}
