package dev.quayside.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quayside.base.ProblemException;
import dev.quayside.storage.blob.BlobKey;
import dev.quayside.storage.blob.BlobStore;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweeperTest {
    @TempDir
    Path folder;

    private Store store;

    @BeforeEach
    void open() {
        store = new Store(folder);
    }

    @AfterEach
    void close() {
        store.close();
    }

    /// What a server leaves that dies between the blob and its row.
    private BlobKey orphan() throws Exception {
        BlobKey key = BlobKey.next("orphan.bin");
        store.database.database().use(handle -> BlobTable.begin(handle, key, store.clock.instant()));
        store.storage.store().put(key, new ByteArrayInputStream(new byte[10]));
        return key;
    }

    @Test
    void aBlobThatNoFileRefersToIsRemovedAfterAnHour() throws Exception {
        BlobKey key = orphan();
        store.put("ada", "notes.txt", "kept");

        store.clock.pass(Duration.ofMinutes(59));
        assertThat(store.storage.sweeper().sweep().removed()).isZero();
        assertThat(store.storage.store().size(key)).hasValue(10);

        store.clock.pass(Duration.ofMinutes(2));
        assertThat(store.storage.sweeper().sweep().removed()).isEqualTo(1);
        assertThat(store.storage.store().size(key)).isEmpty();
        assertThat(store.disk()).hasSize(1);
        assertThat(store.rows("blob")).isEqualTo(1);
    }

    @Test
    void halfABlobIsRemovedToo() throws Exception {
        BlobKey key = BlobKey.next("half.bin");
        store.database.database().use(handle -> BlobTable.begin(handle, key, store.clock.instant()));
        Files.write(folder.resolve("incoming").resolve(key.value()), new byte[10]);

        store.clock.pass(Duration.ofHours(2));
        store.storage.sweeper().sweep();

        assertThat(store.disk()).isEmpty();
    }

    @Test
    void whatOthersKeepInTheSameFolderIsLeftAlone() throws Exception {
        Path foreign = Files.writeString(folder.resolve("incoming").resolve("readme"), "not ours");
        Path similar = folder.resolve("ab").resolve(BlobKey.next("old.pdf").value());
        Files.createDirectories(similar.getParent());
        Files.writeString(similar, "of an older system");

        store.clock.pass(Duration.ofDays(400));
        store.storage.sweeper().sweep();

        assertThat(foreign).exists();
        assertThat(similar).exists();
    }

    @Test
    void anUploadThatLastsLongIsNotTakenForDead() throws Exception {
        InputStream slow = new InputStream() {
            private int left = 10;

            @Override
            public int read() {
                store.clock.pass(Duration.ofMinutes(15));
                store.storage.sweeper().sweep();
                return left-- == 0 ? -1 : 'x';
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                int b = read();
                if (b >= 0) {
                    bytes[offset] = (byte) b;
                }
                return b < 0 ? -1 : 1;
            }
        };

        StoredFile file = store.put("ada", "slow.txt", slow, Provenance.UPLOADED);

        assertThat(store.read(file)).isEqualTo("xxxxxxxxxx");
    }

    @Test
    void anUploadThatWasGivenUpIsRefusedAtItsEnd() throws Exception {
        InputStream stuck = new InputStream() {
            private boolean read;

            @Override
            public int read() {
                if (read) {
                    store.clock.pass(Duration.ofHours(3));
                    store.storage.sweeper().sweep();
                    return -1;
                }
                read = true;
                return 'x';
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                int b = read();
                bytes[offset] = (byte) b;
                return b < 0 ? -1 : 1;
            }
        };

        assertThatThrownBy(() -> store.put("ada", "stuck.txt", stuck, Provenance.UPLOADED))
                .isInstanceOf(ProblemException.class);
        assertThat(store.rows("file")).isZero();
        store.storage.sweeper().sweep();
        assertThat(store.rows("blob")).isZero();
        assertThat(store.disk()).isEmpty();
    }

    @Test
    void theTrashIsEmptiedAfterThirtyDays() throws Exception {
        StoredFile file = store.put("ada", "notes.txt", "old");
        store.put("ada", "kept.txt", "kept");
        store.storage.files().remove("ada", file.id(), Store.ADA);

        store.clock.pass(Duration.ofDays(29));
        assertThat(store.storage.sweeper().sweep().purged()).isZero();
        store.clock.pass(Duration.ofDays(2));
        assertThat(store.storage.sweeper().sweep().purged()).isEqualTo(1);

        assertThat(store.storage.files().restore("ada", file.id(), Store.ADA)).isEmpty();
        assertThat(store.disk()).hasSize(1);
        assertThat(store.told()).endsWith("file.removed notes.txt", "file.purged notes.txt");
    }

    @Test
    void aFileWhoseBytesAreGoneIsReportedOnce() throws Exception {
        StoredFile lost = store.put("ada", "lost.txt", "lost");
        StoredFile cut = store.put("ada", "cut.txt", "0123456789");
        StoredFile good = store.put("ada", "good.txt", "good");
        for (Path file : store.disk()) {
            if (file.toString().contains(lost.key().value())) {
                Files.delete(file);
            } else if (file.toString().contains(cut.key().value())) {
                Files.writeString(file, "01234");
            }
        }

        assertThat(store.storage.sweeper().sweep().lost())
                .as("not looked for yet")
                .isEmpty();
        store.clock.pass(Duration.ofDays(8));
        assertThat(store.storage.sweeper().sweep().lost()).containsExactlyInAnyOrder(lost, cut);
        assertThat(store.storage.sweeper().lost()).isEqualTo(2);
        store.clock.pass(Duration.ofDays(8));
        assertThat(store.storage.sweeper().sweep().lost()).isEmpty();
        assertThat(store.told()).contains("file.lost lost.txt", "file.lost cut.txt");
        assertThat(store.storage.files().find("ada", good.id())).isPresent();
    }

    @Test
    void severalServersSweepAtOnce() throws Exception {
        for (int i = 0; i < 30; i++) {
            orphan();
        }
        store.clock.pass(Duration.ofHours(2));
        try (var threads = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
            List<java.util.concurrent.Callable<Integer>> sweeps = java.util.Collections.nCopies(
                    4, () -> store.storage.sweeper().sweep().removed());
            int removed = 0;
            for (var sweep : threads.invokeAll(sweeps)) {
                removed += sweep.get();
            }
            assertThat(removed).isEqualTo(30);
        }
        assertThat(store.disk()).isEmpty();
        assertThat(store.rows("blob")).isZero();
    }

    @Test
    void aFileIsRestoredOrPurgedAndNeverHalfOfBoth() throws Exception {
        for (int round = 0; round < 20; round++) {
            StoredFile file = store.put("ada", "notes.txt", "text");
            store.storage.files().remove("ada", file.id(), Store.ADA);
            store.clock.pass(Duration.ofDays(31));
            long before = store.storage.files().bytes("ada");
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                Future<Boolean> restored = threads.submit(() -> store.storage
                        .files()
                        .restore("ada", file.id(), Store.ADA)
                        .isPresent());
                Future<Integer> purged =
                        threads.submit(() -> store.storage.sweeper().sweep().purged());

                assertThat(purged.get()).isEqualTo(restored.get() ? 0 : 1);
                assertThat(store.storage.files().bytes("ada")).isEqualTo(before - 4L * purged.get());
                assertThat(store.storage.files().find("ada", file.id()).isPresent())
                        .isEqualTo(restored.get());
                if (restored.get()) {
                    assertThat(store.read(file)).isEqualTo("text");
                }
            }
        }
    }

    @Test
    void eventsAreSeenWhileTheStoreTakesItsTime() throws Exception {
        orphan();
        orphan();
        store.clock.pass(Duration.ofHours(2));
        List<List<String>> seen = new ArrayList<>();
        BlobStore slow = (BlobStore) Proxy.newProxyInstance(
                BlobStore.class.getClassLoader(), new Class<?>[] {BlobStore.class}, (_, method, arguments) -> {
                    if (method.getName().equals("delete")) {
                        store.put("ada", "new.txt", "stored meanwhile");
                        seen.add(store.told());
                    }
                    return method.invoke(store.storage.store(), arguments);
                });
        var sweeper = new Sweeper(
                store.database.database(), store.events, slow, Duration.ofDays(30), new StorageFigures(), store.clock);

        assertThat(sweeper.sweep().removed()).isEqualTo(2);

        assertThat(seen)
                .containsExactly(List.of("file.stored new.txt"), List.of("file.stored new.txt", "file.stored new.txt"));
    }
}
