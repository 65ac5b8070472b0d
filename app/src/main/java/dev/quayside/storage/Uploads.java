package dev.quayside.storage;

import dev.quayside.base.ProblemException;
import dev.quayside.base.Uuids;
import dev.quayside.database.Database;
import dev.quayside.event.Actor;
import dev.quayside.storage.blob.Blob;
import dev.quayside.storage.blob.BlobKey;
import dev.quayside.storage.blob.BlobStore;
import dev.quayside.storage.blob.Span;
import dev.quayside.storage.content.FileName;
import dev.quayside.storage.content.FileRules;
import dev.quayside.storage.content.RefusedFile;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Uploads that come in pieces, and go on after a break on any server. Each piece is a blob; when the last is there, a
/// file is made of them. What came of a piece before its connection broke is kept. Safe for several threads.
public final class Uploads {
    private static final Duration LASTS = Duration.ofDays(1);
    private static final Duration TO_FINISH = Duration.ofMinutes(30);
    private static final int MOST_OPEN = 1_000;

    private final Database database;
    private final BlobStore store;
    private final Files files;
    private final FileRules rules;
    private final Quota quota;
    private final StorageFigures figures;
    private final InstantSource clock;

    Uploads(
            Database database,
            BlobStore store,
            Files files,
            FileRules rules,
            Quota quota,
            StorageFigures figures,
            InstantSource clock) {
        this.database = database;
        this.store = store;
        this.files = files;
        this.rules = rules;
        this.quota = quota;
        this.figures = figures;
        this.clock = clock;
    }

    /// What came of a piece.
    public sealed interface Result {
        /// It is kept, up to where its connection broke.
        ///
        /// @param upload what it is now
        record Kept(Upload upload) implements Result {}

        /// The upload has come to another place: somebody else sent a piece, or an answer was lost.
        record Elsewhere(long offset) implements Result {}

        /// It is not what its sender says that it is; nothing of it was kept.
        record Damaged() implements Result {}

        /// There is no such upload, or it has expired.
        record Unknown() implements Result {}
    }

    /// What a piece should be.
    ///
    /// @param expected digits in base 16, small letters
    public record Checksum(MessageDigest algorithm, String expected) {}

    /// The most bytes that an upload may have.
    public long maxBytes() {
        return rules.maxBytes();
    }

    /// Begins an upload.
    ///
    /// @throws RefusedFile if a file of that name or size is not taken
    /// @throws ProblemException `file.too-many-uploads`, `file.over-quota`
    public Upload begin(String owner, String name, long size) {
        rules.check(FileName.of(name));
        if (size > rules.maxBytes()) {
            throw new RefusedFile(
                    "file.too-large", "The file has more than " + rules.maxBytes() + " bytes, the most taken here");
        }
        var upload =
                new Upload(Uuids.next(), owner, name, size, 0, clock.instant().plus(LASTS), null);
        database.useTransaction(handle -> {
            if (UploadTable.count(handle, owner) >= MOST_OPEN) {
                throw new ProblemException(
                        "file.too-many-uploads",
                        "There are " + MOST_OPEN + " uploads that have not ended; finish some, or delete them");
            }
            UploadTable.add(handle, upload);
            quota.reserve(handle, owner, size);
        });
        return upload;
    }

    /// An upload, made into a file first if only that was missing.
    ///
    /// @throws RefusedFile if its content is not what its name says; it is gone then
    public Optional<Upload> find(String owner, UUID id, Actor actor) throws IOException {
        Optional<Upload> upload = find(owner, id);
        return upload.isPresent() && upload.get().whole() && upload.get().file() == null
                ? Optional.of(finish(upload.get(), actor))
                : upload;
    }

    private Optional<Upload> find(String owner, UUID id) {
        return database.with(handle -> UploadTable.find(handle, owner, id, clock.instant()));
    }

    /// Adds a piece; with the last one, makes a file of all.
    ///
    /// @param offset where it belongs
    /// @param checksum null if its sender gave none; then it may be cut off
    /// @throws RefusedFile if there are too many bytes, or the file's content is not what its name says; the upload
    ///     is gone in the latter case
    public Result append(
            String owner, UUID id, long offset, @Nullable Checksum checksum, InputStream bytes, Actor actor)
            throws IOException {
        Optional<Upload> found = find(owner, id);
        if (found.isEmpty()) {
            return new Result.Unknown();
        }
        Upload upload = found.get();
        if (upload.offset() != offset || (upload.file() != null && offset < upload.size())) {
            return new Result.Elsewhere(upload.offset());
        }
        Result result = upload.whole()
                ? new Result.Kept(upload)
                : figures.arriving(() -> keep(upload, checksum, figures.arriving(bytes)));
        return result instanceof Result.Kept(Upload now) && now.whole() && now.file() == null
                ? new Result.Kept(finish(now, actor))
                : result;
    }

    private Result keep(Upload upload, @Nullable Checksum checksum, InputStream bytes) throws IOException {
        BlobKey key = BlobKey.next("piece");
        var signs = new SignsOfLife(clock, () -> database.use(handle -> BlobTable.touch(handle, key, clock.instant())));
        var piece = new Piece(bytes, upload.size() - upload.offset(), checksum, signs);
        boolean kept = false;
        try {
            files.begin(key);
            long size = store.put(key, piece);
            if (checksum != null && !piece.asExpected(checksum)) {
                return new Result.Damaged();
            }
            if (size == 0) {
                return new Result.Kept(upload);
            }
            Instant now = clock.instant();
            kept = database.inTransaction(handle -> {
                boolean added = UploadTable.addPiece(handle, upload, size, key, now.plus(LASTS));
                if (added && !BlobTable.keep(handle, key, 0, now)) {
                    throw Files.tooSlow();
                }
                return added;
            });
        } finally {
            if (!kept) {
                database.use(handle -> BlobTable.giveUp(handle, key, clock.instant()));
            }
        }
        Optional<Upload> after = find(upload.owner(), upload.id());
        if (after.isEmpty()) {
            return new Result.Unknown();
        }
        return kept
                ? new Result.Kept(after.get())
                : new Result.Elsewhere(after.get().offset());
    }

    private Upload finish(Upload upload, Actor actor) throws IOException {
        Instant now = clock.instant();
        if (!database.with(handle -> UploadTable.claim(handle, upload.id(), now, now.minus(TO_FINISH)))) {
            return find(upload.owner(), upload.id()).orElse(upload);
        }
        boolean ended = false;
        List<BlobKey> pieces = database.with(handle -> UploadTable.pieces(handle, upload.id()));
        var order = new Files.Order(upload.owner(), upload.name(), rules, Provenance.UPLOADED, actor);
        try (InputStream bytes = new Pieces(store, pieces)) {
            files.storeReserved(order, bytes, (handle, file) -> {
                if (!UploadTable.finish(handle, upload.id(), file.id(), clock.instant())) {
                    throw new ProblemException("upload.unknown", "The upload was ended while a file was made of it");
                }
            });
            ended = true;
        } catch (RefusedFile e) {
            ended = true;
            remove(upload);
            throw e;
        } finally {
            if (!ended) {
                database.use(handle -> UploadTable.release(handle, upload.id()));
            }
        }
        return find(upload.owner(), upload.id()).orElse(upload);
    }

    /// Ends an upload; a file that it has become stays.
    ///
    /// @return whether it was there
    public boolean end(String owner, UUID id) {
        Optional<Upload> upload = find(owner, id);
        upload.ifPresent(this::remove);
        return upload.isPresent();
    }

    private void remove(Upload upload) {
        database.useTransaction(
                handle -> OwnerTable.free(handle, UploadTable.remove(handle, upload.id(), clock.instant())));
    }

    /// The bytes of pieces, one piece after the other. One thread at a time.
    private static final class Pieces extends InputStream {
        private final BlobStore store;
        private final Iterator<BlobKey> keys;
        private @Nullable Blob open;

        Pieces(BlobStore store, List<BlobKey> keys) {
            this.store = store;
            this.keys = keys.iterator();
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            while (true) {
                Blob current = open;
                if (current == null) {
                    if (!keys.hasNext()) {
                        return -1;
                    }
                    open = store.open(keys.next(), Span.ALL);
                } else {
                    int n = current.bytes().read(bytes, offset, length);
                    if (n >= 0) {
                        return n;
                    }
                    close();
                }
            }
        }

        @Override
        public void close() throws IOException {
            Blob current = open;
            open = null;
            if (current != null) {
                current.close();
            }
        }
    }
}
