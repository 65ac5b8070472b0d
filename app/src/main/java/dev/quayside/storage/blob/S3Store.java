package dev.quayside.storage.blob;

import dev.quayside.base.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/// Blobs as objects of a bucket, in S3 or in what speaks like it. Safe for several threads.
public final class S3Store implements BlobStore {
    private static final Logger LOG = LoggerFactory.getLogger(S3Store.class);
    private static final int PARTS_AT_ONCE = 16;
    static final String TYPE = "application/octet-stream";

    private final S3Settings settings;
    private final Path spools;
    private final S3Client client;
    private final S3Presigner presigner;
    private final S3Bucket bucket;
    private final PartedUpload parted;

    /// @param spools a folder for parts that are under way
    public S3Store(S3Settings settings, Path spools) {
        this.settings = settings;
        this.spools = spools;
        client = S3Clients.client(settings);
        presigner = S3Clients.presigner(settings);
        bucket = new S3Bucket(client, settings.bucket());
        parted = new PartedUpload(bucket, spools, new Semaphore(PARTS_AT_ONCE, true));
    }

    @Override
    public void start() {
        try {
            check();
        } catch (ProblemException e) {
            LOG.warn("Uploads and downloads fail for now: {}", e.problem().detail());
        }
    }

    @Override
    public void check() {
        try {
            var _ = client.headBucket(request -> request.bucket(bucket.name()));
        } catch (SdkException e) {
            throw bucket.unavailable(e);
        }
    }

    @Override
    public long put(BlobKey key, InputStream bytes) throws IOException {
        try (Spool spool = Spool.of(bytes, PartedUpload.PART, spools)) {
            if (spool.size() == PartedUpload.PART) {
                return parted.put(key, spool, bytes);
            }
            var _ = bucket.ask(
                    key,
                    () -> client.putObject(
                            object -> object.bucket(bucket.name())
                                    .key(key.value())
                                    .contentType(TYPE),
                            spool.body()));
            return spool.size();
        }
    }

    @Override
    public Blob open(BlobKey key, Span span) {
        ResponseInputStream<GetObjectResponse> object = bucket.ask(
                key,
                () -> client.getObject(request ->
                        request.bucket(bucket.name()).key(key.value()).range(span.all() ? null : range(span))));
        GetObjectResponse head = object.response();
        String range = head.contentRange();
        long size = range == null ? head.contentLength() : Long.parseLong(range.substring(range.lastIndexOf('/') + 1));
        return new Blob(new S3Download(object, bucket), size);
    }

    private static String range(Span span) {
        return "bytes=" + span.from() + "-" + (span.to() == Long.MAX_VALUE ? "" : String.valueOf(span.to()));
    }

    @Override
    public OptionalLong size(BlobKey key) {
        try {
            return OptionalLong.of(
                    client.headObject(request -> request.bucket(bucket.name()).key(key.value()))
                            .contentLength());
        } catch (S3Exception e) {
            if (e.statusCode() == 404) {
                return OptionalLong.empty();
            }
            throw bucket.unavailable(e);
        } catch (SdkException e) {
            throw bucket.unavailable(e);
        }
    }

    @Override
    public void delete(BlobKey key) {
        var _ = bucket.ask(
                key,
                () -> client.deleteObject(object -> object.bucket(bucket.name()).key(key.value())));
        List<MultipartUpload> broken = bucket.ask(
                        key,
                        () -> client.listMultipartUploads(
                                request -> request.bucket(bucket.name()).prefix(key.value())))
                .uploads();
        broken.stream()
                .filter(upload -> upload.key().equals(key.value()))
                .forEach(upload -> parted.abort(key, upload.uploadId()));
    }

    @Override
    public Optional<URI> link(BlobKey key, Presentation presentation, Duration good) {
        return Optional.of(URI.create(presigner
                .presignGetObject(request -> request.signatureDuration(good)
                        .getObjectRequest(object -> object.bucket(bucket.name())
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

    @Override
    public void close() {
        presigner.close();
        client.close();
    }
}
