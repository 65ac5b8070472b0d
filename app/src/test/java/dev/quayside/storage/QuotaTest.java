package dev.quayside.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quayside.base.ProblemException;
import dev.quayside.storage.blob.BlobKey;
import dev.quayside.storage.content.RefusedFile;
import dev.quayside.testing.Await;
import dev.quayside.testing.BrokenStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuotaTest {
    private static final int QUOTA = 10_000;

    @TempDir
    Path folder;

    private Store store;

    @BeforeEach
    void open() {
        store = new Store(folder, QUOTA);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private StoredFile put(String name, int size) throws IOException {
        return store.put("ada", name, new byte[size], Provenance.UPLOADED);
    }

    private long bytes() {
        return store.storage.files().bytes("ada");
    }

    /// Of files, whatever the counter says.
    private long sum() {
        return store.rows("(select generate_series(1, size) from file where owner = 'ada') as bytes");
    }

    @Test
    void sixteenUploadersAtTheEdgeNeverPassItAndWhatFailsIsGivenBack() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Void>> uploaders = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                var random = new Random(i);
                Callable<Void> uploader = () -> {
                    for (int n = 0; n < 20; n++) {
                        uploadOrRemove(random);
                        assertThat(sum()).isLessThanOrEqualTo(QUOTA);
                    }
                    return null;
                };
                uploaders.add(threads.submit(uploader));
            }
            for (Future<Void> uploader : uploaders) {
                uploader.get();
            }
        }
        assertThat(sum()).isPositive();
        assertThat(bytes()).isEqualTo(sum());

        int left = (int) (QUOTA - bytes());
        put("rest.bin", left);
        assertThatThrownBy(() -> put("more.bin", 1)).hasMessageContaining("file.over-quota");
        assertThat(sum()).isEqualTo(QUOTA);
    }

    private void uploadOrRemove(Random random) throws IOException {
        byte[] bytes = new byte[random.nextInt(2_000)];
        InputStream source = new ByteArrayInputStream(bytes);
        try {
            switch (random.nextInt(6)) {
                case 0 -> purgeOne();
                case 1 -> put("wrong.pdf", bytes.length + 10);
                case 2 ->
                    store.put(
                            "ada",
                            "cut.bin",
                            new SequenceInputStream(source, new BrokenStream("cut off")),
                            Provenance.UPLOADED);
                case 3 -> inPieces(bytes.length, random.nextBoolean());
                default -> put("same.bin", bytes.length);
            }
        } catch (RefusedFile e) {
            assertThat(e.problem().code()).isEqualTo("file.wrong-content");
        } catch (ProblemException e) {
            assertThat(e.problem().code()).isEqualTo("file.over-quota");
        } catch (IOException e) {
            assertThat(e).hasMessage("cut off");
        }
    }

    private void inPieces(int size, boolean all) throws IOException {
        Uploads uploads = store.storage.uploads();
        Upload upload = uploads.begin("ada", "pieces.bin", size);
        int first = size / 2;
        uploads.append("ada", upload.id(), 0, null, new ByteArrayInputStream(new byte[first]), Store.ADA);
        if (all) {
            uploads.append(
                    "ada", upload.id(), first, null, new ByteArrayInputStream(new byte[size - first]), Store.ADA);
        } else {
            uploads.end("ada", upload.id());
        }
    }

    private void purgeOne() {
        var filter = new Files.Filter("ada", "", true, false);
        store.storage.files().list(filter, 0, 1).items().forEach(file -> {
            store.storage.files().remove("ada", file.id(), Store.ADA);
            store.database
                    .database()
                    .use(handle -> handle.createUpdate(
                                    "update file set removed_at = '2000-01-01' where id = :id and removed_at is not null")
                            .bind("id", file.id())
                            .execute());
        });
        store.storage.sweeper().sweep();
    }

    @Test
    void uploadsOfOneOwnerDoNotWaitForEachOther() throws Exception {
        var stored = new AtomicBoolean();
        var order = new Files.Order("ada", "first.bin", Store.ANY, Provenance.UPLOADED, Store.ADA);

        store.storage.files().store(order, new ByteArrayInputStream(new byte[100]), (_, _) -> {
            Thread.startVirtualThread(() -> {
                try {
                    put("second.bin", 100);
                    stored.set(true);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            try {
                Await.until("stored while the first is about to be", stored::get);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });

        assertThat(bytes()).isEqualTo(200);
    }

    @Test
    void whatAServerReservedThatIsGoneIsGivenBack() {
        BlobKey key = BlobKey.next("half.bin");
        store.database.database().use(handle -> BlobTable.begin(handle, key, store.clock.instant()));
        assertThat(new Quota(store.database.database(), QUOTA).reserve(key, "ada", 6_000))
                .isTrue();
        assertThatThrownBy(() -> put("a.bin", 5_000)).hasMessageContaining("file.over-quota");

        store.clock.pass(Duration.ofMinutes(61));
        store.storage.sweeper().sweep();

        assertThat(bytes()).isZero();
        store.storage.sweeper().sweep();
        assertThat(bytes()).isZero();
    }

    @Test
    void aFileWhoseReservationACrashTookAwayIsRefused() {
        BlobKey key = BlobKey.next("a.bin");
        store.database.database().use(handle -> BlobTable.begin(handle, key, store.clock.instant()));

        boolean kept =
                store.database.database().with(handle -> BlobTable.keep(handle, key, 100, store.clock.instant()));

        assertThat(kept).isFalse();
    }

    @Test
    void anUploadInPiecesReservesItsSizeUntilItHasEnded() throws Exception {
        Uploads uploads = store.storage.uploads();
        Upload upload = uploads.begin("ada", "large.bin", 6_000);
        assertThat(bytes()).isEqualTo(6_000);
        assertThatThrownBy(() -> uploads.begin("ada", "other.bin", 4_001)).hasMessageContaining("file.over-quota");
        Upload ended = uploads.begin("ada", "ended.bin", 4_000);
        uploads.end("ada", ended.id());
        assertThat(bytes()).isEqualTo(6_000);

        uploads.append("ada", upload.id(), 0, null, new ByteArrayInputStream(new byte[6_000]), Store.ADA);
        assertThat(bytes()).isEqualTo(6_000).isEqualTo(sum());
        uploads.end("ada", upload.id());
        assertThat(bytes()).isEqualTo(6_000);

        Upload wrong = uploads.begin("ada", "wrong.pdf", 4_000);
        InputStream bytes = new ByteArrayInputStream(new byte[4_000]);
        assertThatThrownBy(() -> uploads.append("ada", wrong.id(), 0, null, bytes, Store.ADA))
                .isInstanceOf(RefusedFile.class);
        assertThat(bytes()).isEqualTo(6_000);

        uploads.begin("ada", "forgotten.bin", 4_000);
        store.clock.pass(Duration.ofHours(25));
        store.storage.sweeper().sweep();
        assertThat(bytes()).isEqualTo(6_000);
    }

    @Test
    void anUploadThatIsEndedWhileItsLastPieceComesBecomesNoFile() throws Exception {
        Uploads uploads = store.storage.uploads();
        Upload upload = uploads.begin("ada", "a.bin", 100);
        InputStream endedMeanwhile = new ByteArrayInputStream(new byte[100]) {
            @Override
            public synchronized int read(byte[] bytes, int offset, int length) {
                int n = super.read(bytes, offset, length);
                if (n < 0) {
                    uploads.end("ada", upload.id());
                }
                return n;
            }
        };

        assertThat(uploads.append("ada", upload.id(), 0, null, endedMeanwhile, Store.ADA))
                .isEqualTo(new Uploads.Result.Unknown());

        assertThat(sum()).isZero();
        assertThat(bytes()).isZero();
    }
}
