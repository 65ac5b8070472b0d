package dev.quayside.storage;

import dev.quayside.base.Pause;
import dev.quayside.config.Secret;
import dev.quayside.event.Actor;
import dev.quayside.event.Events;
import dev.quayside.event.Recorded;
import dev.quayside.secret.RootKey;
import dev.quayside.storage.blob.Span;
import dev.quayside.storage.content.FileRules;
import dev.quayside.testing.MovedClock;
import dev.quayside.testing.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Storage on disk with a database of its own, a clock that stands still, and nobody who sweeps by himself.
final class Store implements AutoCloseable {
    static final Actor ADA = Actor.of("ada");
    static final FileRules ANY = new FileRules(1 << 20, java.util.Set.of());

    final MovedClock clock = new MovedClock();
    final TestDatabase database = TestDatabase.fresh();
    final Events events = new Events(database.database());
    final Storage storage;
    private final Path folder;

    Store(Path folder) {
        this(folder, 0);
    }

    Store(Path folder, long quota) {
        this.folder = folder;
        StorageSettings byDefault = StorageSettings.in(folder);
        storage = new Storage(
                database.database(),
                events,
                RootKey.of(new Secret("a secret that is long enough for the test"), "test"),
                new StorageSettings(
                        folder, byDefault.bucket(), byDefault.maxUploadBytes(), 1 << 20, quota, byDefault.trash()),
                clock,
                Pause.REAL);
        storage.store().start();
    }

    StoredFile put(String owner, String name, String text) throws IOException {
        return put(owner, name, text.getBytes(StandardCharsets.UTF_8), Provenance.UPLOADED);
    }

    StoredFile put(String owner, String name, byte[] bytes, Provenance provenance) throws IOException {
        return put(owner, name, new ByteArrayInputStream(bytes), provenance);
    }

    StoredFile put(String owner, String name, InputStream bytes, Provenance provenance) throws IOException {
        return storage.files().store(new dev.quayside.storage.Files.Order(owner, name, ANY, provenance, ADA), bytes);
    }

    String read(StoredFile file) throws IOException {
        try (InputStream bytes = storage.files().open(file, Span.ALL)) {
            return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /// The files on the disk, blobs and what is left of some.
    List<Path> disk() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    List<String> told() {
        return events.after(Recorded.Position.START, 1_000).stream()
                .map(recorded -> recorded.event().type() + " "
                        + recorded.event().resource().path("name").asString())
                .toList();
    }

    long rows(String table) {
        return database.database()
                .with(handle -> handle.createQuery("select count(*) from " + table)
                        .mapTo(Long.class)
                        .one());
    }

    @Override
    public void close() {
        storage.close();
        database.close();
    }
}
