package dev.quayside.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DemoFilesTest {
    @Test
    void everySampleDocumentIsPartOfTheDemonstration() throws IOException {
        try (var files = Files.list(Path.of("../examples/documents"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(DemoFiles.DOCUMENTS);
        }
    }
}
