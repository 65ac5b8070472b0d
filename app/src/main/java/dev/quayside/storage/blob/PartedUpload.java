package dev.quayside.storage.blob;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/// Sends objects in parts. Some parts are under way while the next one comes in; each is kept in a file until it has
/// arrived, so that it can be sent again. An upload that breaks is taken back. Safe for several threads.
///
/// @param threads of all uploads together; where there is none left, an upload reads on as soon as there is one
record PartedUpload(S3Bucket bucket, Path spools, Semaphore threads) {
    private static final Logger LOG = LoggerFactory.getLogger(PartedUpload.class);

    /// Bytes of every part but the last: R2 wants them alike.
    static final int PART = 8 << 20;

    /// Parts of one upload that are under way at once: more than one, so that the store's answers are not waited for.
    private static final int UNDER_WAY = 3;

    /// Stores what is in `first` and then in `bytes`.
    ///
    /// @param first a whole part; closed when it has arrived
    /// @return how many bytes it were
    long put(BlobKey key, Spool first, InputStream bytes) throws IOException {
        String upload = bucket.ask(
                        key,
                        () -> bucket.client()
                                .createMultipartUpload(object -> object.bucket(bucket.name())
                                        .key(key.value())
                                        .contentType(S3Store.TYPE)))
                .uploadId();
        boolean complete = false;
        try {
            long size;
            try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
                var sending = new Sending(key, upload, executor);
                sending.all(first, bytes);
                size = sending.size;
            }
            complete = true;
            return size;
        } finally {
            if (!complete) { // and no part is under way any more, which would survive it
                abort(key, upload);
            }
        }
    }

    /// Takes an upload back. What is left of it is removed with the key, see [BlobStore#delete].
    void abort(BlobKey key, String upload) {
        try {
            var _ = bucket.client()
                    .abortMultipartUpload(request ->
                            request.bucket(bucket.name()).key(key.value()).uploadId(upload));
        } catch (SdkException e) {
            LOG.warn("The upload of {} that broke was not taken back: {}. It is tried again", key, e.getMessage());
        }
    }

    /// One upload. One thread at a time.
    private final class Sending {
        private final BlobKey key;
        private final String upload;
        private final ExecutorService executor;
        private final Deque<Future<CompletedPart>> underWay = new ArrayDeque<>();
        private final List<CompletedPart> arrived = new ArrayList<>();
        private int parts;
        private long size;

        Sending(BlobKey key, String upload, ExecutorService executor) {
            this.key = key;
            this.upload = upload;
            this.executor = executor;
        }

        void all(Spool first, InputStream bytes) throws IOException {
            for (Spool part = first; part.size() > 0; part = Spool.of(bytes, PART, spools)) {
                size += part.size();
                send(++parts, part);
            }
            await(0);
            var _ = bucket.ask(
                    key,
                    () -> bucket.client()
                            .completeMultipartUpload(request -> request.bucket(bucket.name())
                                    .key(key.value())
                                    .uploadId(upload)
                                    .multipartUpload(done -> done.parts(arrived))));
        }

        private void send(int number, Spool part) throws IOException {
            boolean taken = false;
            try {
                await(UNDER_WAY - 1);
                threads.acquire();
                taken = true;
            } catch (InterruptedException e) {
                throw stopped();
            } finally {
                if (!taken) {
                    part.close();
                }
            }
            underWay.add(executor.submit(() -> {
                try (part) {
                    return put(number, part);
                } finally {
                    threads.release();
                }
            }));
        }

        private CompletedPart put(int number, Spool part) {
            var answer = bucket.ask(
                    key,
                    () -> bucket.client()
                            .uploadPart(
                                    request -> request.bucket(bucket.name())
                                            .key(key.value())
                                            .uploadId(upload)
                                            .partNumber(number),
                                    part.body()));
            return CompletedPart.builder()
                    .partNumber(number)
                    .eTag(answer.eTag())
                    .checksumCRC32(answer.checksumCRC32())
                    .build();
        }

        /// Waits until at most `most` parts are under way.
        private void await(int most) throws IOException {
            while (underWay.size() > most) {
                try {
                    arrived.add(underWay.remove().get());
                } catch (ExecutionException e) {
                    throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e);
                } catch (InterruptedException e) {
                    throw stopped();
                }
            }
        }

        private static InterruptedIOException stopped() {
            Thread.currentThread().interrupt();
            return new InterruptedIOException("the upload was stopped");
        }
    }
}
