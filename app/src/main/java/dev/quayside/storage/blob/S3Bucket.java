package dev.quayside.storage.blob;

import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import java.io.IOException;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// A bucket, and what its troubles are called. Safe for several threads.
record S3Bucket(S3Client client, String name) {
    /// Does something with an object.
    ///
    /// @throws ProblemException `storage.blob-lost` if there is none, `storage.unavailable`
    <T> T ask(BlobKey key, Supplier<T> call) {
        try {
            return call.get();
        } catch (NoSuchKeyException e) {
            throw Faults.lost(key, "the bucket " + name, e);
        } catch (SdkException e) {
            throw unavailable(e);
        }
    }

    /// What is wrong, and what to do about it.
    ProblemException unavailable(SdkException e) {
        return new ProblemException(
                new Problem(
                        "storage.unavailable",
                        "The bucket " + name + " cannot be used: " + e.getMessage() + ". " + advice(e)),
                e);
    }

    /// What is wrong with a download.
    ProblemException broken(IOException e) {
        return new ProblemException(
                new Problem(
                        "storage.unavailable",
                        "A download from the bucket " + name + " broke: " + e.getMessage() + ". Try again"),
                e);
    }

    /// Sources: S3's list of error responses; a `HEAD` has only a status.
    private static String advice(SdkException e) {
        int status = e instanceof S3Exception answer ? answer.statusCode() : 0;
        return switch (status) {
            case 0 -> "Nobody answers there: check the endpoint, the region and the network";
            case 301, 307, 400 -> "Check its name and its region";
            case 401, 403 ->
                "Check the access key and the secret key, and that they may read, write, list and delete"
                        + " objects of this bucket";
            case 404 -> "There is no bucket of that name at this endpoint: make one, or check the name";
            case 429, 503 -> "The store is busy; it is asked again later";
            default -> "Check the store";
        };
    }
}
