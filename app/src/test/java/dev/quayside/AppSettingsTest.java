package dev.quayside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quayside.identity.token.SigningAlgorithm;
import dev.quayside.storage.blob.S3Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppSettingsTest {
    @TempDir
    Path folder;

    @Test
    void theDocumentationIsServedUnlessInProduction() {
        assertThat(AppSettings.read(folder, Map.of()).docs()).isTrue();
        assertThat(AppSettings.read(folder, Map.of("ENVIRONMENT", "production")).docs())
                .isFalse();
        assertThat(AppSettings.read(folder, Map.of("ENVIRONMENT", "production", "DOCS_ENABLED", "true"))
                        .docs())
                .isTrue();
        assertThat(AppSettings.read(folder, Map.of("DOCS_ENABLED", "false")).docs())
                .isFalse();
    }

    @Test
    void auth0IsConfiguredByItsOwnVariables() {
        AppSettings settings = AppSettings.read(
                folder,
                Map.of(
                        "AUTH0_DOMAIN", "example.eu.auth0.com",
                        "AUTH0_AUDIENCE", "https://api.example",
                        "AUTH0_ALGORITHMS", "[\"RS256\"]",
                        "ENVIRONMENT", "production",
                        "SECRET_KEY", "a secret that is long enough for the test"));

        var provider = settings.tokens().provider().orElseThrow();
        assertThat(provider.issuer()).isEqualTo("https://example.eu.auth0.com/");
        assertThat(provider.audience()).isEqualTo("https://api.example");
        assertThat(provider.algorithms()).containsExactly(SigningAlgorithm.RS256);
        assertThat(settings.production()).isTrue();
        assertThat(settings.toString()).doesNotContain("long enough");
    }

    @Test
    void withoutAProviderOnlyOurOwnTokensCount() {
        AppSettings settings = AppSettings.read(folder, Map.of("QUAYSIDE_AUTH_MAX_TOKEN_TTL", "30d"));

        assertThat(settings.tokens().provider()).isEmpty();
        assertThat(settings.tokens().maxTtl()).isEqualTo(Duration.ofDays(30));
        assertThat(settings.production()).isFalse();
    }

    @Test
    void aProviderWithoutAudienceStopsTheStart() {
        assertThatThrownBy(() -> AppSettings.read(folder, Map.of("AUTH0_DOMAIN", "example.eu.auth0.com")))
                .hasMessageContaining("config.invalid-value")
                .hasMessageContaining("AUTH0_AUDIENCE");
    }

    @Test
    void filesLieOnDiskUnlessThereIsABucket() {
        assertThat(AppSettings.read(folder, Map.of()).storage().bucket()).isEmpty();
        assertThat(AppSettings.read(folder, Map.of()).storage().folder()).isEqualTo(folder.resolve("files"));

        S3Settings bucket = AppSettings.read(
                        folder,
                        Map.of(
                                "AWS_S3_BUCKET_NAME", "uploads",
                                "AWS_REGION", "eu-west-3",
                                "AWS_ACCESS_KEY_ID", "AKIA",
                                "AWS_SECRET_ACCESS_KEY", "canary-of-the-test"))
                .storage()
                .bucket()
                .orElseThrow();
        assertThat(bucket.bucket()).isEqualTo("uploads");
        assertThat(bucket.region()).isEqualTo("eu-west-3");
        assertThat(bucket.endpoint()).isEmpty();
        assertThat(bucket.keys()).isPresent();
        assertThat(bucket.toString()).doesNotContain("canary");
        assertThat(AppSettings.read(folder, Map.of("AWS_S3_BUCKET_NAME", "uploads", "QUAYSIDE_STORAGE_BLOB", "disk"))
                        .storage()
                        .bucket())
                .isEmpty();
    }

    @Test
    void keysOfAwsAreNeverUsedForR2() {
        Map<String, String> aws = Map.of("AWS_ACCESS_KEY_ID", "AKIA", "AWS_SECRET_ACCESS_KEY", "x");
        Map<String, String> half = new java.util.HashMap<>(aws);
        half.put("QUAYSIDE_STORAGE_BLOB", "r2");
        half.put("CLOUDFLARE_ACCOUNT_ID", "abc");
        assertThatThrownBy(() -> AppSettings.read(folder, half)).hasMessageContaining("CLOUDFLARE_R2_ACCESS_KEY_ID");

        Map<String, String> whole = new java.util.HashMap<>(half);
        whole.put("CLOUDFLARE_R2_ACCESS_KEY_ID", "r2-key");
        whole.put("CLOUDFLARE_R2_SECRET_ACCESS_KEY", "r2-secret");
        S3Settings bucket = AppSettings.read(folder, whole).storage().bucket().orElseThrow();
        assertThat(bucket.keys().orElseThrow().id()).isEqualTo("r2-key");
        assertThat(bucket.endpoint()).contains(java.net.URI.create("https://abc.r2.cloudflarestorage.com"));
        assertThat(bucket.bucket()).isEqualTo("jsonocel");
    }

    @Test
    void wrongSettingsOfStorageStopTheStart() {
        for (Map.Entry<String, String> wrong : Map.of(
                        "QUAYSIDE_STORAGE_BLOB", "tape",
                        "QUAYSIDE_STORAGE_MAX_UPLOAD_MB", "0",
                        "QUAYSIDE_STORAGE_QUOTA_MB", "-1",
                        "QUAYSIDE_STORAGE_TRASH_DAYS", "-1")
                .entrySet()) {
            assertThatThrownBy(() -> AppSettings.read(folder, Map.of(wrong.getKey(), wrong.getValue())))
                    .hasMessageContaining("config.invalid-value")
                    .hasMessageContaining("storage.");
        }
        assertThatThrownBy(() -> AppSettings.read(folder, Map.of("QUAYSIDE_STORAGE_BLOB", "s3")))
                .hasMessageContaining("AWS_S3_BUCKET_NAME");
        assertThatThrownBy(
                        () -> AppSettings.read(folder, Map.of("AWS_S3_BUCKET_NAME", "b", "AWS_ACCESS_KEY_ID", "AKIA")))
                .hasMessageContaining("belong together");
    }
}
