package dev.quayside.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quayside.base.ProblemException;
import dev.quayside.storage.blob.Span;
import dev.quayside.storage.content.RefusedFile;
import dev.quayside.testing.BrokenStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesTest {
    @TempDir
    Path folder;

    private Store store;
    private dev.quayside.storage.Files files;

    @BeforeEach
    void open() {
        store = new Store(folder);
        files = store.storage.files();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private List<String> names(String owner, String search) {
        return files.list(new dev.quayside.storage.Files.Filter(owner, search, false, false), 0, 100).items().stream()
                .map(file -> file.name() + " v" + file.version())
                .toList();
    }

    @Test
    void aFileIsReadAsItWasStored() throws Exception {
        StoredFile stored = store.put("ada", "notes.txt", "hello");

        assertThat(store.read(stored)).isEqualTo("hello");
        assertThat(files.find("ada", stored.id())).contains(stored);
        assertThat(files.find("ada", stored.key().value())).contains(stored);
        assertThat(stored.sha256().hex()).startsWith("2cf24dba5fb0a30e26e83b2ac5b9e29e");
        assertThat(stored.size()).isEqualTo(5);
        assertThat(stored.contentType()).startsWith("text/plain");
        assertThat(stored.created())
                .isBetween(
                        store.clock.instant().minusMillis(1),
                        store.clock.instant().plusMillis(1));
        assertThat(stored.key().value()).endsWith("_notes.txt");
    }

    @Test
    void theSameNameIsANewVersionAndKeepsTheOld() throws Exception {
        StoredFile first = store.put("ada", "notes.txt", "one");
        StoredFile second = store.put("ada", "notes.txt", "two");
        StoredFile other = store.put("bob", "notes.txt", "three");

        assertThat(List.of(first.version(), second.version(), other.version())).containsExactly(1, 2, 1);
        assertThat(store.read(first)).isEqualTo("one");
        assertThat(names("ada", "")).containsExactly("notes.txt v2");
        assertThat(files.versions("ada", first.id())).containsExactly(second, first);
        assertThat(files.versions("bob", first.id())).isEmpty();
        assertThat(files.list(new dev.quayside.storage.Files.Filter("ada", "", true, false), 0, 100)
                        .total())
                .isEqualTo(2);
    }

    @Test
    void versionsAreCountedWithoutGapWhoeverWritesAtTheSameTime() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> versions = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                Callable<Integer> put = () -> store.put("ada", "same.txt", "x").version();
                versions.add(threads.submit(put));
            }
            List<Integer> got = new ArrayList<>();
            for (Future<Integer> version : versions) {
                got.add(version.get());
            }
            assertThat(got)
                    .containsExactlyInAnyOrderElementsOf(java.util.stream.IntStream.rangeClosed(1, 20)
                            .boxed()
                            .toList());
        }
        assertThat(files.bytes("ada")).isEqualTo(20);
    }

    @Test
    void somebodyElsesFileIsAsIfItDidNotExist() throws Exception {
        StoredFile file = store.put("ada", "notes.txt", "secret");

        assertThat(files.find("bob", file.id())).isEmpty();
        assertThat(files.find("bob", file.key().value())).isEmpty();
        assertThat(files.lineage("bob", file.id())).isEmpty();
        assertThat(files.remove("bob", file.id(), Store.ADA)).isFalse();
        assertThat(files.restore("bob", file.id(), Store.ADA)).isEmpty();
        assertThat(names("bob", "")).isEmpty();
        assertThat(files.find("ada", file.id())).isPresent();
    }

    @Test
    void listsArePagedAndSearchedByName() throws Exception {
        for (String name : List.of("Report 1.pdf.txt", "report_2.txt", "100%.txt", "other.txt")) {
            store.put("ada", name, "x");
        }

        assertThat(names("ada", "REPORT")).containsExactly("report_2.txt v1", "Report 1.pdf.txt v1");
        assertThat(names("ada", "%")).containsExactly("100%.txt v1");
        assertThat(names("ada", "_")).containsExactly("report_2.txt v1");
        var page = files.list(new dev.quayside.storage.Files.Filter("ada", "", false, false), 1, 2);
        assertThat(page.total()).isEqualTo(4);
        assertThat(page.items()).extracting(file -> file.name().value()).containsExactly("100%.txt", "report_2.txt");
    }

    @Test
    void whatWasRemovedIsGoneAndCanBeRestored() throws Exception {
        StoredFile first = store.put("ada", "notes.txt", "one");
        StoredFile second = store.put("ada", "notes.txt", "two");

        assertThat(files.remove("ada", second.id(), Store.ADA)).isTrue();

        assertThat(files.remove("ada", second.id(), Store.ADA)).isFalse();
        assertThat(files.find("ada", second.id())).isEmpty();
        assertThat(files.findByKey(second.key().value())).isEmpty();
        assertThat(files.versions("ada", first.id())).containsExactly(first);
        assertThat(names("ada", "")).containsExactly("notes.txt v1");
        assertThat(files.list(new dev.quayside.storage.Files.Filter("ada", "", false, true), 0, 10)
                        .items())
                .extracting(StoredFile::id)
                .containsExactly(second.id());
        assertThat(store.put("ada", "notes.txt", "three").version())
                .as("a number is not used again")
                .isEqualTo(3);
        assertThat(files.restore("ada", second.id(), Store.ADA)).contains(second);
        assertThat(store.read(second)).isEqualTo("two");
        assertThat(store.told())
                .containsExactly(
                        "file.stored notes.txt",
                        "file.stored notes.txt",
                        "file.removed notes.txt",
                        "file.stored notes.txt",
                        "file.restored notes.txt");
    }

    @Test
    void itIsKnownWhatAFileWasMadeFromAndWhatWasMadeFromIt() throws Exception {
        StoredFile source = store.put("ada", "a.txt", "a");
        byte[] bytes = "b".getBytes(StandardCharsets.UTF_8);
        StoredFile middle = store.put("ada", "b.txt", bytes, new Provenance(source.id(), "run-1", null));
        StoredFile last = store.put("ada", "c.txt", bytes, new Provenance(middle.id(), "run-2", "drive"));
        StoredFile foreign = store.put("bob", "d.txt", bytes, new Provenance(source.id(), null, null));

        var lineage = files.lineage("ada", middle.id()).orElseThrow();
        assertThat(lineage.sources()).containsExactly(source);
        assertThat(lineage.derived()).containsExactly(last);
        assertThat(files.lineage("ada", last.id()).orElseThrow().sources()).containsExactly(middle, source);
        assertThat(files.lineage("ada", source.id()).orElseThrow().derived()).containsExactly(middle, last);
        assertThat(files.lineage("bob", foreign.id()).orElseThrow().sources()).isEmpty();
        assertThat(files.find("ada", last.id()).orElseThrow().provenance())
                .isEqualTo(new Provenance(middle.id(), "run-2", "drive"));
    }

    @Test
    void nothingIsLeftOfAFileThatWasRefusedOrCutOff() throws Exception {
        InputStream cut =
                new SequenceInputStream(new ByteArrayInputStream(new byte[100_000]), new BrokenStream("gone"));

        assertThatThrownBy(() -> store.put("ada", "cut.bin", cut, Provenance.UPLOADED))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> store.put("ada", "big.bin", new byte[(1 << 20) + 1], Provenance.UPLOADED))
                .isInstanceOf(RefusedFile.class)
                .hasMessageContaining("file.too-large");
        assertThatThrownBy(() -> store.put("ada", "tool.pdf", "MZ\u0090"))
                .isInstanceOf(RefusedFile.class)
                .hasMessageContaining("file.wrong-content");
        store.put("ada", "fits.bin", new byte[1 << 20], Provenance.UPLOADED);

        assertThat(store.disk()).hasSize(1);
        assertThat(names("ada", "")).containsExactly("fits.bin v1");
        store.storage.sweeper().sweep();
        assertThat(store.rows("blob")).isEqualTo(1);
    }

    @Test
    void nobodyHasMoreThanTheirQuota() throws Exception {
        try (Store small = new Store(folder.resolve("small"), 1_000)) {
            StoredFile file = small.put("ada", "a.bin", new byte[600], Provenance.UPLOADED);

            assertThatThrownBy(() -> small.put("ada", "b.bin", new byte[401], Provenance.UPLOADED))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("file.over-quota");
            small.put("ada", "b.bin", new byte[400], Provenance.UPLOADED);
            assertThatThrownBy(() -> small.put("ada", "c.bin", new byte[0], Provenance.UPLOADED))
                    .hasMessageContaining("file.over-quota");
            small.put("bob", "b.bin", new byte[1_000], Provenance.UPLOADED);

            small.storage.files().remove("ada", file.id(), Store.ADA);
            assertThat(small.storage.files().bytes("ada")).isEqualTo(1_000);
            small.clock.pass(java.time.Duration.ofDays(31));
            small.storage.sweeper().sweep();
            assertThat(small.storage.files().bytes("ada")).isEqualTo(400);
            small.put("ada", "c.bin", new byte[600], Provenance.UPLOADED);
        }
    }

    @Test
    void theQuotaHoldsForThoseWhoUploadAtTheSameTime() throws Exception {
        try (Store small = new Store(folder.resolve("small"), 1_000);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> puts = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                Callable<Boolean> put = () -> {
                    try {
                        small.put("ada", "a.bin", new byte[300], Provenance.UPLOADED);
                        return true;
                    } catch (ProblemException e) {
                        return false;
                    }
                };
                puts.add(threads.submit(put));
            }
            int stored = 0;
            for (Future<Boolean> put : puts) {
                stored += put.get() ? 1 : 0;
            }
            assertThat(stored).isEqualTo(3);
            assertThat(small.storage.files().bytes("ada")).isEqualTo(900);
            assertThat(small.disk()).hasSizeGreaterThanOrEqualTo(3);
            small.storage.sweeper().sweep();
            assertThat(small.disk()).hasSize(3);
        }
    }

    @Test
    void aPartOfABlobThatHasAnotherSizeIsNotGivenOut() throws Exception {
        StoredFile file = store.put("ada", "notes.txt", "0123456789");
        try (InputStream part = files.open(file, new Span(2, 4))) {
            assertThat(part.readAllBytes()).asString().isEqualTo("234");
        }
        Files.writeString(store.disk().getFirst(), "012345678");

        assertThatThrownBy(() -> files.open(file, new Span(2, 4))).hasMessageContaining("storage.blob-damaged");
        assertThatThrownBy(() -> store.read(file)).hasMessageContaining("storage.blob-damaged");
    }
}
