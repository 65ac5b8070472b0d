package dev.quayside.storage.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quayside.base.ProblemException;
import dev.quayside.testing.Relay;
import dev.quayside.testing.S3Server;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Large blobs on a network that holds answers back and goes away.
class PartedUploadTest {
    private static final byte[] BYTES = new byte[4 * PartedUpload.PART + 5];

    @TempDir
    Path folder;

    private S3Server server;
    private Relay relay;
    private S3Settings settings;

    @BeforeEach
    void serve() throws IOException {
        new Random(1).nextBytes(BYTES);
        server = new S3Server(Files.createDirectory(folder.resolve("objects")));
        relay = new Relay(server.endpoint().getPort());
        S3Settings direct = server.settings();
        settings = new S3Settings(
                Optional.of(URI.create("http://127.0.0.1:" + relay.port())),
                direct.region(),
                direct.bucket(),
                true,
                direct.keys(),
                true);
    }

    @AfterEach
    void stop() {
        relay.close();
        server.close();
    }

    private S3Store store() {
        return new S3Store(settings, folder.resolve("spools"));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static byte[] read(S3Store store, BlobKey key) throws IOException {
        try (Blob blob = store.open(key, Span.ALL)) {
            return blob.bytes().readAllBytes();
        }
    }

    /// Gives [#BYTES], and does something when it is asked for the byte `at`.
    private static InputStream source(long at, Runnable event) {
        return new ByteArrayInputStream(BYTES) {
            @Override
            public synchronized int read(byte[] bytes, int offset, int length) {
                if (pos < at) {
                    return super.read(bytes, offset, (int) Math.min(length, at - pos));
                }
                if (pos == at) {
                    event.run();
                }
                return super.read(bytes, offset, length);
            }
        };
    }

    @Test
    void partsComeInWhileOthersAreUnderWay() throws Exception {
        AtomicLong came = new AtomicLong();
        InputStream held = source(PartedUpload.PART, relay::holdAnswers);
        InputStream noticed = new InputStream() {
            @Override
            public int read() throws IOException {
                return held.read();
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int n = held.read(bytes, offset, length);
                if (came.addAndGet(Math.max(0, n)) == 3L * PartedUpload.PART) {
                    relay.release();
                }
                return n;
            }
        };
        try (S3Store store = store()) {
            BlobKey key = BlobKey.next("large.bin");

            assertThat(store.put(key, noticed)).isEqualTo(BYTES.length);

            assertThat(read(store, key)).isEqualTo(BYTES);
        }
    }

    @Test
    void uploadsShareOneThreadWithoutWaitingForEver() throws Exception {
        Path spools = folder.resolve("spools");
        try (S3Store store = store();
                var client = S3Clients.client(settings);
                var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var one = new PartedUpload(new S3Bucket(client, settings.bucket()), spools, new Semaphore(1, true));
            List<Future<BlobKey>> uploads = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Callable<BlobKey> upload = () -> {
                    BlobKey key = BlobKey.next("large.bin");
                    InputStream bytes = new ByteArrayInputStream(BYTES);
                    one.put(key, Spool.of(bytes, PartedUpload.PART, spools), bytes);
                    return key;
                };
                uploads.add(executor.submit(upload));
            }
            for (Future<BlobKey> upload : uploads) {
                assertThat(read(store, upload.get())).isEqualTo(BYTES);
            }
        }
    }

    @Test
    void aStoreThatGoesAwayAmidAnUploadIsAProblemAndNothingIsLeft() throws Exception {
        try (S3Store store = store()) {
            BlobKey key = BlobKey.next("large.bin");
            InputStream cut = source(2L * PartedUpload.PART + 1_000, relay::goAway);

            assertThatThrownBy(() -> store.put(key, cut))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("storage.unavailable")
                    .hasMessageContaining("check the endpoint");

            relay.back();
            store.delete(key);
            assertThat(files()).isEmpty();
        }
    }

    @Test
    void aStoreThatGoesAwayAmidADownloadIsAProblemAndNoEndOfTheFile() throws Exception {
        try (S3Store store = store()) {
            BlobKey key = BlobKey.next("large.bin");
            store.put(key, new ByteArrayInputStream(BYTES));

            try (Blob blob = store.open(key, Span.ALL)) {
                assertThat(blob.bytes().readNBytes(1_000)).hasSize(1_000);
                relay.goAway();
                assertThatThrownBy(() -> blob.bytes().readAllBytes())
                        .isInstanceOf(ProblemException.class)
                        .hasMessageContaining("storage.unavailable");
            }
        }
    }
}
