package dev.quayside.storage.blob;

import dev.quayside.config.Secret;
import java.net.URI;
import java.util.Optional;

/// A bucket, and how it is reached.
///
/// @param endpoint of something that speaks like S3; empty for S3 itself
/// @param pathStyle whether the bucket's name stands in the path and not in the host
/// @param keys empty to look where the tools of AWS look: environment, profile, role of the machine
/// @param checksums whether every transfer carries one; some that speak like S3 take them only where they must
public record S3Settings(
        Optional<URI> endpoint,
        String region,
        String bucket,
        boolean pathStyle,
        Optional<Keys> keys,
        boolean checksums) {
    /// Who we are to the store.
    ///
    /// @param session of credentials that last for some hours; [Secret#NONE] for others
    public record Keys(String id, Secret secret, Secret session) {}

    /// S3, or what speaks like it, as it is configured.
    public record Origin(
            Optional<String> endpoint,
            String region,
            String bucket,
            boolean pathStyle,
            String accessKey,
            Secret secretKey,
            Secret sessionToken) {}

    /// Cloudflare R2, as it is configured.
    ///
    /// @param endpoint empty for the account's own
    public record Account(String id, Optional<String> endpoint, String bucket, String accessKey, Secret secretKey) {}

    public S3Settings {
        if (bucket.isBlank()) {
            throw new IllegalArgumentException("storage.blob s3 needs storage.s3.bucket (AWS_S3_BUCKET_NAME)");
        }
    }

    /// What is configured for S3.
    ///
    /// @throws IllegalArgumentException if something is missing, or half of the keys
    public static S3Settings of(Origin origin) {
        if (origin.accessKey().isBlank() != origin.secretKey().isEmpty()) {
            throw new IllegalArgumentException("storage.s3.access-key and storage.s3.secret-key belong together");
        }
        return new S3Settings(
                origin.endpoint().map(S3Settings::address),
                origin.region(),
                origin.bucket(),
                origin.pathStyle(),
                origin.accessKey().isBlank()
                        ? Optional.empty()
                        : Optional.of(new Keys(origin.accessKey(), origin.secretKey(), origin.sessionToken())),
                true);
    }

    /// Credentials of AWS are never tried on R2.
    ///
    /// @throws IllegalArgumentException if something is missing
    public static S3Settings of(Account account) {
        boolean nowhere = account.id().isBlank() && account.endpoint().isEmpty();
        if (nowhere || account.accessKey().isBlank() || account.secretKey().isEmpty()) {
            throw new IllegalArgumentException("storage.blob r2 needs storage.r2.account-id, storage.r2.access-key and"
                    + " storage.r2.secret-key (CLOUDFLARE_ACCOUNT_ID, CLOUDFLARE_R2_ACCESS_KEY_ID,"
                    + " CLOUDFLARE_R2_SECRET_ACCESS_KEY)");
        }
        String endpoint = account.endpoint().orElseGet(() -> "https://" + account.id() + ".r2.cloudflarestorage.com");
        return new S3Settings(
                Optional.of(address(endpoint)),
                "auto",
                account.bucket(),
                true,
                Optional.of(new Keys(account.accessKey(), account.secretKey(), Secret.NONE)),
                false);
    }

    private static URI address(String text) {
        if (!text.matches("https?://[^\\s/]+/?")) {
            throw new IllegalArgumentException("an endpoint of storage must be as https://s3.example.com, was " + text);
        }
        return URI.create(text);
    }
}
