package dev.quayside.storage.blob;

import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/// Blobs as objects of a bucket, in S3 or in what speaks like it. What is longer than a part is sent in parts, each
/// kept in a file until it has arrived; an upload that breaks is taken back. Safe for several threads.
public final class S3Store implements BlobStore {
    private static final Logger LOG = LoggerFactory.getLogger(S3Store.class);
    private static final int PART = 8 << 20;
    private static final String TYPE = "application/octet-stream";

    private final S3Settings settings;
    private final Path spools;
    private final S3Client client;
    private final S3Presigner presigner;

    /// @param spools a folder for parts that are under way
    public S3Store(S3Settings settings, Path spools) {
        this.settings = settings;
        this.spools = spools;
        client = S3Clients.client(settings);
        presigner = S3Clients.presigner(settings);
    }

    /// Asks for the bucket. A store that is away now may be back in a minute, so nothing stops if it is not there.
    @Override
    public void start() {
        try {
            var _ = client.headBucket(bucket -> bucket.bucket(settings.bucket()));
        } catch (SdkException e) {
            LOG.warn(
                    "The bucket {} for files cannot be used yet: {}. Uploads and downloads fail until it can",
                    settings.bucket(),
                    e.getMessage());
        }
    }

    @Override
    public long put(BlobKey key, InputStream bytes) throws IOException {
        try (Spool spool = new Spool(spools)) {
            spool.fill(bytes, PART);
            if (spool.size() == PART) {
                return putParts(key, bytes, spool);
            }
            var _ = asked(
                    key,
                    () -> client.putObject(
                            object -> object.bucket(settings.bucket())
                                    .key(key.value())
                                    .contentType(TYPE),
                            body(spool)));
            return spool.size();
        }
    }

    private long putParts(BlobKey key, InputStream bytes, Spool spool) throws IOException {
        String upload = asked(
                        key,
                        () -> client.createMultipartUpload(object -> object.bucket(settings.bucket())
                                .key(key.value())
                                .contentType(TYPE)))
                .uploadId();
        boolean complete = false;
        try {
            long size = 0;
            List<CompletedPart> parts = new ArrayList<>();
            do {
                parts.add(putPart(key, upload, parts.size() + 1, spool));
                size += spool.size();
                spool.fill(bytes, PART);
            } while (spool.size() > 0);
            var _ = asked(
                    key,
                    () -> client.completeMultipartUpload(request -> request.bucket(settings.bucket())
                            .key(key.value())
                            .uploadId(upload)
                            .multipartUpload(done -> done.parts(parts))));
            complete = true;
            return size;
        } finally {
            if (!complete) {
                abort(key, upload);
            }
        }
    }

    private CompletedPart putPart(BlobKey key, String upload, int number, Spool spool) {
        var answer = asked(
                key,
                () -> client.uploadPart(
                        part -> part.bucket(settings.bucket())
                                .key(key.value())
                                .uploadId(upload)
                                .partNumber(number),
                        body(spool)));
        return CompletedPart.builder()
                .partNumber(number)
                .eTag(answer.eTag())
                .checksumCRC32(answer.checksumCRC32())
                .build();
    }

    private static RequestBody body(Spool spool) {
        return RequestBody.fromContentProvider(
                ContentStreamProvider.fromInputStreamSupplier(spool::stream), spool.size(), TYPE);
    }

    /// What cannot be taken back now is removed with the key, see [#delete].
    private void abort(BlobKey key, String upload) {
        try {
            var _ = client.abortMultipartUpload(request ->
                    request.bucket(settings.bucket()).key(key.value()).uploadId(upload));
        } catch (SdkException e) {
            LOG.warn("The upload of {} that broke was not taken back: {}. It is tried again", key, e.getMessage());
        }
    }

    @Override
    public Blob open(BlobKey key, Span span) {
        ResponseInputStream<GetObjectResponse> object = asked(
                key,
                () -> client.getObject(request ->
                        request.bucket(settings.bucket()).key(key.value()).range(span.all() ? null : range(span))));
        GetObjectResponse head = object.response();
        String range = head.contentRange();
        long size = range == null ? head.contentLength() : Long.parseLong(range.substring(range.lastIndexOf('/') + 1));
        return new Blob(new S3Download(object), size);
    }

    private static String range(Span span) {
        return "bytes=" + span.from() + "-" + (span.to() == Long.MAX_VALUE ? "" : String.valueOf(span.to()));
    }

    @Override
    public OptionalLong size(BlobKey key) {
        try {
            return OptionalLong.of(client.headObject(
                            request -> request.bucket(settings.bucket()).key(key.value()))
                    .contentLength());
        } catch (S3Exception e) {
            if (e.statusCode() == 404) {
                return OptionalLong.empty();
            }
            throw unavailable(e);
        } catch (SdkException e) {
            throw unavailable(e);
        }
    }

    @Override
    public void delete(BlobKey key) {
        var _ = asked(
                key,
                () -> client.deleteObject(
                        object -> object.bucket(settings.bucket()).key(key.value())));
        List<MultipartUpload> broken = asked(
                        key,
                        () -> client.listMultipartUploads(
                                request -> request.bucket(settings.bucket()).prefix(key.value())))
                .uploads();
        broken.stream()
                .filter(upload -> upload.key().equals(key.value()))
                .forEach(upload -> abort(key, upload.uploadId()));
    }

    @Override
    public Optional<URI> link(BlobKey key, Presentation presentation, Duration good) {
        return Optional.of(URI.create(presigner
                .presignGetObject(request -> request.signatureDuration(good)
                        .getObjectRequest(object -> object.bucket(settings.bucket())
                                .key(key.value())
                                .responseContentDisposition(presentation.disposition())
                                .responseContentType(presentation.contentType())))
                .url()
                .toString()));
    }

    @Override
    public Optional<URI> address(BlobKey key) {
        String place = settings.endpoint()
                .map(endpoint -> endpoint.toString().replaceAll("/+$", "") + "/" + settings.bucket())
                .orElseGet(() -> "https://" + settings.bucket() + ".s3." + settings.region() + ".amazonaws.com");
        return Optional.of(URI.create(place + "/" + key));
    }

    private <T> T asked(BlobKey key, Supplier<T> call) {
        try {
            return call.get();
        } catch (NoSuchKeyException e) {
            throw Faults.lost(key, "the bucket " + settings.bucket(), e);
        } catch (SdkException e) {
            throw unavailable(e);
        }
    }

    private ProblemException unavailable(SdkException e) {
        return new ProblemException(
                new Problem(
                        "storage.unavailable",
                        "The bucket " + settings.bucket() + " cannot be used: " + e.getMessage()
                                + ". Check its name, its region and what the keys allow"),
                e);
    }

    @Override
    public void close() {
        presigner.close();
        client.close();
    }
}
