package dev.quayside.storage.blob;

import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/// Who we are to AWS and to what speaks like it.
public final class AwsIdentity {
    private AwsIdentity() {}

    /// Shows these keys; without any, looks where the tools of AWS look: environment, profile, role of the machine.
    public static AwsCredentialsProvider of(Optional<S3Settings.Keys> keys) {
        return keys.<AwsCredentialsProvider>map(given -> StaticCredentialsProvider.create(credentials(given)))
                .orElseGet(() -> DefaultCredentialsProvider.builder().build());
    }

    private static AwsCredentials credentials(S3Settings.Keys keys) {
        return keys.session().isEmpty()
                ? AwsBasicCredentials.create(keys.id(), keys.secret().value())
                : AwsSessionCredentials.create(
                        keys.id(), keys.secret().value(), keys.session().value());
    }
}
