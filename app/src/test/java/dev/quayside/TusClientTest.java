package dev.quayside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Json;
import dev.quayside.testing.Required;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Uploads in pieces by tus-js-client, which knows nothing of this server.
class TusClientTest {
    /// Uploads the file named first to the address named second, breaks off in the middle, and goes on with a new
    /// object that knows the upload's address only; writes what it saw as JSON.
    private static final String SCRIPT = """
            const tus = require('tus-js-client'), fs = require('fs');
            const [file, endpoint, token] = process.argv.slice(2);
            const size = fs.statSync(file).size, seen = { broken: 0, first: null };
            const upload = (uploadUrl) => new tus.Upload(fs.createReadStream(file), {
              endpoint, uploadUrl, uploadSize: size, chunkSize: 100000, retryDelays: [],
              headers: { Authorization: 'Bearer ' + token },
              metadata: { filename: 'grüße.txt', filetype: 'text/plain' },
              onError: error => { console.error(error.message); process.exit(1); },
              onChunkComplete(chunk, accepted) {
                if (!uploadUrl && accepted >= 300000 && !seen.broken) {
                  seen.broken = accepted;
                  this.abort().then(() => go(this.url));
                } else if (uploadUrl && seen.first === null) {
                  seen.first = accepted - chunk;
                }
              },
              onAfterResponse: (request, response) => { seen.file = response.getHeader('Content-Location') ?? seen.file; },
              onSuccess: () => console.log(JSON.stringify(seen)),
            });
            function go(uploadUrl) {
              const made = upload(uploadUrl);
              made.options.onChunkComplete = made.options.onChunkComplete.bind(made);
              made.start();
            }
            go(null);
            """;

    @Test
    void anUploadThatBrokeGoesOnWhereItStopped(@TempDir Path folder) throws Exception {
        String modules = Optional.ofNullable(System.getenv("NODE_PATH")).orElse("");
        Required.that(Files.isDirectory(Path.of(modules, "tus-js-client")), "tus-js-client is not in NODE_PATH");
        Path script = Files.writeString(folder.resolve("upload.cjs"), SCRIPT);
        String text = "what is carried in pieces, and put together again\n".repeat(20_000);
        Path file = Files.writeString(folder.resolve("pieces.txt"), text);
        try (TestServer server = new TestServer()) {
            Process node = new ProcessBuilder(
                            Required.program("node").toString(),
                            script.toString(),
                            file.toString(),
                            server.address().resolve("/api/v1/files/uploads/").toString(),
                            server.token())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String printed = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(node.waitFor(1, TimeUnit.MINUTES)).isTrue();

            JsonNode seen = Json.parse(printed);
            assertThat(seen.path("broken").asLong()).isBetween(300_000L, 900_000L);
            assertThat(seen.path("first").asLong())
                    .isGreaterThanOrEqualTo(seen.path("broken").asLong());
            String stored = seen.path("file").asString();
            assertThat(server.get(stored).json().path("name").asString()).isEqualTo("grüße.txt");
            assertThat(server.get(stored + "/content").response().body()).isEqualTo(text);
        }
    }
}
