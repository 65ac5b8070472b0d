package dev.quayside.benchmarks;

import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/// Speaks like S3 in a process of its own, with one bucket in a folder: on one port to whoever signs requests, on
/// another to everybody.
final class S3Server {
    static final String BUCKET = "files";
    static final String KEY = "BENCHMARK";
    static final String SECRET = "a-secret-of-the-benchmark";
    static final String READY = "ready";

    private S3Server() {}

    /// Serves until the process is stopped.
    ///
    /// @param arguments the folder
    public static void main(String... arguments) throws Exception {
        var objects = new FilesystemNio2BlobStore(Path.of(arguments[0]).toString());
        objects.createContainer(BUCKET);
        S3Proxy signed = started(objects, AuthenticationType.AWS_V2_OR_V4);
        S3Proxy open = started(objects, AuthenticationType.NONE);
        System.out.println(READY + " " + signed.getPort() + " " + open.getPort());
        new CountDownLatch(1).await();
    }

    private static S3Proxy started(FilesystemNio2BlobStore objects, AuthenticationType how) throws Exception {
        S3Proxy proxy = S3Proxy.builder()
                .blobStore(objects)
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(how, KEY, SECRET)
                .build();
        proxy.start();
        return proxy;
    }
}
