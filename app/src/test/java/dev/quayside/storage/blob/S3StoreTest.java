package dev.quayside.storage.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quayside.base.ProblemException;
import dev.quayside.config.Secret;
import dev.quayside.testing.S3Server;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3StoreTest {
    @TempDir
    Path folder;

    private S3Server server;

    @BeforeEach
    void serve() throws IOException {
        server = new S3Server(Files.createDirectory(folder.resolve("objects")));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private S3Store store(S3Settings settings) {
        S3Store store = new S3Store(settings, folder.resolve("spools"));
        store.start();
        return store;
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).map(Path::toString).toList();
        }
    }

    @Nested
    class AsS3 implements BlobStoreContract {
        @Override
        public BlobStore store() {
            return S3StoreTest.this.store(server.settings());
        }

        @Override
        public List<String> left() throws IOException {
            return files();
        }
    }

    @Nested
    class AsR2 implements BlobStoreContract {
        @Override
        public BlobStore store() {
            return S3StoreTest.this.store(server.asR2());
        }

        @Override
        public List<String> left() throws IOException {
            return files();
        }
    }

    @Test
    void aLinkIsGoodForEverybodyAndSaysHowToSaveTheFile() throws Exception {
        try (S3Store store = store(server.settings());
                HttpClient client = HttpClient.newHttpClient()) {
            BlobKey key = BlobKey.next("r\u00e9sum\u00e9.txt");
            store.put(key, new ByteArrayInputStream("hello".getBytes(StandardCharsets.UTF_8)));
            URI link = store.link(key, new Presentation("r\u00e9sum\u00e9.txt", "text/plain"), Duration.ofMinutes(30))
                    .orElseThrow();

            HttpResponse<String> answer = get(client, link);

            assertThat(answer.body()).isEqualTo("hello");
            assertThat(answer.headers().firstValue("Content-Disposition"))
                    .contains("attachment; filename=\"r_sum_.txt\"; filename*=UTF-8''r%C3%A9sum%C3%A9.txt");
            assertThat(link.getQuery()).contains("X-Amz-Expires=1800");
            assertThat(get(client, URI.create(link.toString().replace("X-Amz-Expires=1800", "X-Amz-Expires=7200")))
                            .statusCode())
                    .isEqualTo(403);
            assertThat(get(
                                    client,
                                    URI.create(link.toString()
                                            .replace(
                                                    key.value(),
                                                    BlobKey.next("x").value())))
                            .statusCode())
                    .isEqualTo(403);
            assertThat(store.address(key).orElseThrow().toString())
                    .isEqualTo(server.endpoint() + "/" + S3Server.BUCKET + "/" + key);
        }
    }

    private static HttpResponse<String> get(HttpClient client, URI address) throws Exception {
        return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
    }

    @Test
    void wrongKeysAndAServerThatIsAwayAreClearProblems() throws Exception {
        S3Settings good = server.settings();
        S3Settings wrong = new S3Settings(
                good.endpoint(),
                good.region(),
                good.bucket(),
                true,
                Optional.of(new S3Settings.Keys("AKIAWRONG", new Secret("wrong"), Secret.NONE)),
                true);
        try (S3Store store = store(wrong)) {
            assertThatThrownBy(() -> store.put(BlobKey.next("x"), new ByteArrayInputStream(new byte[1])))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("storage.unavailable")
                    .hasMessageContaining(S3Server.BUCKET);
        }
        server.close();
        try (S3Store store = store(good)) {
            assertThatThrownBy(() -> store.size(BlobKey.next("x"))).hasMessageContaining("storage.unavailable");
        }
        server = new S3Server(folder.resolve("objects"));
    }

    @Test
    void whatAKilledServerLeftOfAnUploadIsRemovedWithItsKey() throws Exception {
        BlobKey key = BlobKey.next("half.bin");
        try (var client = S3Clients.client(server.settings());
                S3Store store = store(server.settings())) {
            String upload = client.createMultipartUpload(
                            object -> object.bucket(S3Server.BUCKET).key(key.value()))
                    .uploadId();
            client.uploadPart(
                    part -> part.bucket(S3Server.BUCKET)
                            .key(key.value())
                            .uploadId(upload)
                            .partNumber(1),
                    software.amazon.awssdk.core.sync.RequestBody.fromBytes(new byte[5 << 20]));
            assertThat(files()).isNotEmpty();

            store.delete(key);

            assertThat(files()).isEmpty();
        }
    }

    @Test
    void credentialsOfR2AreItsOwn() {
        assertThatThrownBy(() ->
                        S3Settings.of(new S3Settings.Account("account", Optional.empty(), "bucket", "", Secret.NONE)))
                .hasMessageContaining("CLOUDFLARE_R2_ACCESS_KEY_ID");
        S3Settings settings =
                S3Settings.of(new S3Settings.Account("abc", Optional.empty(), "bucket", "key", new Secret("secret")));
        assertThat(settings.endpoint()).contains(URI.create("https://abc.r2.cloudflarestorage.com"));
        assertThat(settings.keys()).isPresent();
        assertThat(settings.toString()).doesNotContain("Secret[");
    }

    @Test
    void aBucketOfS3ItselfHasTheAddressThatClientsKnow() {
        S3Settings settings = new S3Settings(
                Optional.empty(),
                "eu-north-1",
                "files",
                false,
                Optional.of(new S3Settings.Keys("id", new Secret("x"), Secret.NONE)),
                true);
        try (S3Store store = new S3Store(settings, folder)) {
            BlobKey key = BlobKey.next("a.pdf");
            assertThat(store.address(key)).contains(URI.create("https://files.s3.eu-north-1.amazonaws.com/" + key));
        }
    }
}
