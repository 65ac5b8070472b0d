package dev.quayside.testing;

import dev.quayside.config.Secret;
import dev.quayside.storage.blob.S3Settings;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/// A server that speaks like S3, with one bucket, which keeps its objects in a folder.
public final class S3Server implements AutoCloseable {
    public static final String BUCKET = "quayside-files";
    public static final String KEY = "AKIATESTTESTTEST";
    public static final Secret SECRET = new Secret("a secret of the test, forty characters..");

    private final S3Proxy proxy;

    public S3Server(Path folder) {
        BlobStore objects = new FilesystemNio2BlobStore(folder.toString());
        if (!java.nio.file.Files.exists(folder.resolve(BUCKET))) {
            objects.createContainer(BUCKET);
        }
        proxy = S3Proxy.builder()
                .blobStore(objects)
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, KEY, SECRET.value())
                .stopTimeout(0)
                .build();
        try {
            proxy.start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + proxy.getPort());
    }

    /// How a client of S3 reaches it.
    public S3Settings settings() {
        return new S3Settings(
                Optional.of(endpoint()),
                "eu-north-1",
                BUCKET,
                true,
                Optional.of(new S3Settings.Keys(KEY, SECRET, Secret.NONE)),
                true);
    }

    /// How a client of R2 would.
    public S3Settings asR2() {
        return S3Settings.of(
                new S3Settings.Account("account", Optional.of(endpoint().toString()), BUCKET, KEY, SECRET));
    }

    @Override
    public void close() {
        try {
            proxy.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
