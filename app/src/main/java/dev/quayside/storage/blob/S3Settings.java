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

    public S3Settings {
        if (bucket.isBlank()) {
            throw new IllegalArgumentException("the bucket for files has no name: set storage.s3.bucket");
        }
    }

    /// A bucket of Cloudflare R2. Credentials of AWS are never tried on it.
    ///
    /// @param endpoint empty for the account's own
    public static S3Settings r2(String account, Optional<URI> endpoint, String bucket, String id, Secret secret) {
        if (id.isBlank() || secret.isEmpty() || (account.isBlank() && endpoint.isEmpty())) {
            throw new IllegalArgumentException("storage.blob r2 needs storage.r2.account-id, storage.r2.access-key and"
                    + " storage.r2.secret-key (CLOUDFLARE_ACCOUNT_ID, CLOUDFLARE_R2_ACCESS_KEY_ID,"
                    + " CLOUDFLARE_R2_SECRET_ACCESS_KEY)");
        }
        return new S3Settings(
                Optional.of(
                        endpoint.orElseGet(() -> URI.create("https://" + account + ".r2.cloudflarestorage.com"))),
                "auto",
                bucket,
                true,
                Optional.of(new Keys(id, secret, Secret.NONE)),
                false);
    }
}
