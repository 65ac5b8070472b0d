package dev.quayside.storage.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quayside.base.ProblemException;
import dev.quayside.base.Sha256;
import dev.quayside.testing.ChildJvm;
import dev.quayside.testing.Required;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskStoreTest implements BlobStoreContract {
    @TempDir
    Path folder;

    @Override
    public DiskStore store() {
        DiskStore store = new DiskStore(folder.resolve("blobs"));
        store.start();
        return store;
    }

    @Override
    public List<String> left() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).map(Path::toString).toList();
        }
    }

    /// Stores one blob after the other, and says which.
    static final class Writer {
        public static void main(String[] arguments) throws IOException {
            try (DiskStore store = new DiskStore(Path.of(arguments[0]))) {
                store.start();
                byte[] bytes = new byte[3_000_000];
                while (true) {
                    BlobKey key = BlobKey.next("data.bin");
                    System.out.println("begun " + key);
                    store.put(key, new ByteArrayInputStream(bytes));
                    System.out.println("stored " + key);
                }
            }
        }
    }

    @Test
    void aServerThatIsKilledLeavesWholeBlobsAndWhatDeleteRemoves() throws Exception {
        DiskStore store = store();
        for (int round = 0; round < 3; round++) {
            List<BlobKey> stored = new ArrayList<>();
            List<BlobKey> begun = new ArrayList<>();
            try (ChildJvm child =
                    ChildJvm.start(Writer.class, folder.resolve("blobs").toString())) {
                stored.add(new BlobKey(child.await("stored")));
                begun.add(new BlobKey(child.await("begun")));
                child.kill();
                List<String> said = child.rest().toList();
                stored.addAll(keys(said, "stored "));
                begun.addAll(keys(said, "begun "));
            }

            assertThat(stored).allMatch(key -> store.size(key).orElse(0) == 3_000_000);
            assertThat(begun).allMatch(key -> store.size(key).orElse(3_000_000) == 3_000_000);
            begun.forEach(store::delete);
        }
        for (String path : left()) {
            store.delete(new BlobKey(Path.of(path).getFileName().toString())); // begun before the list began
        }
        assertThat(left()).isEmpty();
    }

    private static List<BlobKey> keys(List<String> said, String word) {
        return said.stream()
                .filter(line -> line.startsWith(word))
                .map(line -> line.substring(word.length()))
                .filter(BlobKey::isOne)
                .map(BlobKey::new)
                .toList();
    }

    @Test
    void aFullDiskIsNamedAndLeavesNothing() throws Exception {
        Path small = folder.resolve("small");
        Files.createDirectory(small);
        Process mount = new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", small.toString()).start();
        Required.that(mount.waitFor() == 0, "the right to mount a file system of one megabyte");
        try (DiskStore store = new DiskStore(small)) {
            store.start();
            BlobKey fits = BlobKey.next("fits.bin");
            store.put(fits, new ByteArrayInputStream(new byte[500_000]));

            assertThatThrownBy(() -> store.put(BlobKey.next("big.bin"), new ByteArrayInputStream(new byte[2_000_000])))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("storage.disk-full");
            assertThat(left()).singleElement().asString().contains(fits.value());
            store.put(BlobKey.next("fits.bin"), new ByteArrayInputStream(new byte[300_000]));
        } finally {
            new ProcessBuilder("umount", small.toString()).start().waitFor();
        }
    }

    @Test
    void aFolderThatCannotBeMadeIsAClearProblem() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThatThrownBy(() -> new DiskStore(file.resolve("blobs")).start())
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("storage.unavailable");
    }

    @Test
    void aLinkWhereABlobShouldBeIsNotFollowed() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "of somebody else");
        DiskStore store = store();
        BlobKey key = BlobKey.next("data.bin");
        store.put(key, new ByteArrayInputStream(new byte[16]));
        Path place =
                folder.resolve("blobs").resolve(key.value().substring(0, 2)).resolve(key.value());
        Files.delete(place);
        Files.createSymbolicLink(place, secret);

        assertThatThrownBy(() -> store.open(key, Span.ALL)).hasMessageContaining("storage.unavailable");

        store.delete(key);
        assertThat(secret).exists();
    }

    @Test
    void damageIsFoundBeforeTheLastBytesAreGivenOut() throws IOException {
        byte[] bytes = new byte[200_000];
        Sha256 sha256 = Sha256.of(Sha256.digest().digest(bytes));
        DiskStore store = store();
        BlobKey key = BlobKey.next("data.bin");
        store.put(key, new ByteArrayInputStream(bytes));
        Path file = Path.of(left().getFirst());

        assertThat(read(store, key, sha256)).isEqualTo(200_000);
        flip(file, 100);
        assertThatThrownBy(() -> read(store, key, sha256))
                .hasMessageContaining("storage.blob-damaged")
                .hasMessageContaining("hash");
        flip(file, 100);
        assertThat(read(store, key, sha256)).isEqualTo(200_000);
        Files.write(file, new byte[199_999]);
        assertThatThrownBy(() -> read(store, key, sha256)).hasMessageContaining("after 199999 of 200000");
        Files.write(file, new byte[200_001]);
        assertThatThrownBy(() -> read(store, key, sha256)).hasMessageContaining("storage.blob-damaged");
        assertThat(given).isLessThan(200_000);
    }

    private long given;

    private long read(DiskStore store, BlobKey key, Sha256 sha256) throws IOException {
        given = 0;
        try (Blob blob = store.open(key, Span.ALL);
                InputStream in = new VerifiedStream(blob.bytes(), key, 200_000, sha256)) {
            byte[] buffer = new byte[30_000];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                given += n;
            }
        }
        return given;
    }

    private static void flip(Path file, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] ^= 1;
        Files.write(file, bytes);
    }
}
