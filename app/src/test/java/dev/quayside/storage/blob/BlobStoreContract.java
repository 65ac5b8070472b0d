package dev.quayside.storage.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quayside.base.ProblemException;
import dev.quayside.base.Sha256;
import dev.quayside.testing.BrokenStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// What every store must do. The test of a store implements it and says how to open one.
interface BlobStoreContract {
    /// More than one part of S3, and not a whole number of them.
    int SEVERAL_PARTS = (17 << 20) + 5;

    BlobStore store() throws Exception;

    /// What is left in the store, blobs and pieces of them.
    List<String> left() throws Exception;

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static InputStream of(byte[] bytes) {
        return new ByteArrayInputStream(bytes);
    }

    private static byte[] read(BlobStore store, BlobKey key, Span span) throws IOException {
        try (Blob blob = store.open(key, span)) {
            return blob.bytes().readAllBytes();
        }
    }

    @Test
    default void keepsWhatItWasGivenWhateverItsSize() throws Exception {
        try (BlobStore store = store()) {
            for (int size : List.of(0, 1, 65_536, 262_144, 262_145, 8 << 20, SEVERAL_PARTS)) {
                BlobKey key = BlobKey.next("data.bin");
                byte[] bytes = random(size);

                assertThat(store.put(key, of(bytes))).as("size %d", size).isEqualTo(size);
                assertThat(read(store, key, Span.ALL)).as("size %d", size).isEqualTo(bytes);
                assertThat(store.size(key)).hasValue(size);
            }
        }
    }

    @Test
    default void takesAStreamThatGivesLittleAtATime() throws Exception {
        try (BlobStore store = store()) {
            BlobKey key = BlobKey.next("data.bin");
            byte[] bytes = random(9 << 20);
            InputStream slow = new InputStream() {
                private int at;

                @Override
                public int read() {
                    return at == bytes.length ? -1 : bytes[at++] & 0xFF;
                }

                @Override
                public int read(byte[] into, int offset, int length) {
                    if (at == bytes.length) {
                        return -1;
                    }
                    int n = Math.min(Math.min(length, 1_234), bytes.length - at);
                    System.arraycopy(bytes, at, into, offset, n);
                    at += n;
                    return n;
                }
            };

            store.put(key, slow);

            assertThat(Sha256.of(hash(read(store, key, Span.ALL)))).isEqualTo(Sha256.of(hash(bytes)));
        }
    }

    private static byte[] hash(byte[] bytes) {
        MessageDigest digest = Sha256.digest();
        return digest.digest(bytes);
    }

    @Test
    default void opensAnyPart() throws Exception {
        try (BlobStore store = store()) {
            BlobKey key = BlobKey.next("data.bin");
            store.put(key, of("0123456789".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));

            assertThat(read(store, key, new Span(0, 0))).asString().isEqualTo("0");
            assertThat(read(store, key, new Span(2, 5))).asString().isEqualTo("2345");
            assertThat(read(store, key, new Span(9, 9))).asString().isEqualTo("9");
            assertThat(read(store, key, new Span(7, 1_000))).asString().isEqualTo("789");
            assertThat(read(store, key, new Span(7, Long.MAX_VALUE))).asString().isEqualTo("789");
            try (Blob part = store.open(key, new Span(2, 5))) {
                assertThat(part.size()).isEqualTo(10);
            }
        }
    }

    @Test
    default void aBlobThatIsNotThereIsAClearProblem() throws Exception {
        try (BlobStore store = store()) {
            BlobKey key = BlobKey.next("nothing.txt");

            assertThat(store.size(key)).isEmpty();
            assertThatThrownBy(() -> store.open(key, Span.ALL))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("storage.blob-lost")
                    .hasMessageContaining(key.value());
            store.delete(key);
        }
    }

    @Test
    default void whatIsDeletedIsGone() throws Exception {
        try (BlobStore store = store()) {
            BlobKey kept = BlobKey.next("kept.txt");
            BlobKey gone = BlobKey.next("gone.txt");
            store.put(kept, of(random(10)));
            store.put(gone, of(random(10)));

            store.delete(gone);

            assertThat(store.size(gone)).isEmpty();
            assertThat(store.size(kept)).hasValue(10);
            assertThat(left()).singleElement().asString().contains(kept.value());
        }
    }

    @Test
    default void aSourceThatBreaksLeavesNothing() throws Exception {
        try (BlobStore store = store()) {
            for (int size : List.of(0, 100_000, SEVERAL_PARTS)) {
                InputStream cut = new SequenceInputStream(of(random(size)), new BrokenStream("the client went away"));
                BlobKey key = BlobKey.next("cut.bin");

                assertThatThrownBy(() -> store.put(key, cut))
                        .isInstanceOf(IOException.class)
                        .hasMessage("the client went away");
                assertThat(store.size(key)).isEmpty();
            }
            InputStream refused = new InputStream() {
                @Override
                public int read() {
                    throw new IllegalStateException("no more of this");
                }

                @Override
                public int read(byte[] bytes, int offset, int length) {
                    return read();
                }
            };
            assertThatThrownBy(() -> store.put(BlobKey.next("x"), refused)).hasMessage("no more of this");
            assertThat(left()).isEmpty();
        }
    }

    @Test
    default void aDownloadThatEndsEarlyKeepsNothingOpen() throws Exception {
        try (BlobStore store = store()) {
            BlobKey key = BlobKey.next("big.bin");
            store.put(key, of(random(SEVERAL_PARTS)));
            for (int i = 0; i < 20; i++) {
                try (Blob blob = store.open(key, Span.ALL)) {
                    assertThat(blob.bytes().read()).isNotNegative();
                }
            }
            assertThat(read(store, key, new Span(SEVERAL_PARTS - 3, SEVERAL_PARTS)))
                    .hasSize(3);
        }
    }

    @Test
    default void manyAtOnceDoNotMix() throws Exception {
        try (BlobStore store = store();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> results = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                byte[] bytes = random(300_000 + i);
                Callable<Boolean> work = () -> {
                    BlobKey key = BlobKey.next("same-name.bin");
                    store.put(key, of(bytes));
                    return java.util.Arrays.equals(read(store, key, Span.ALL), bytes);
                };
                results.add(threads.submit(work));
            }
            for (Future<Boolean> result : results) {
                assertThat(result.get()).isTrue();
            }
        }
    }
}
