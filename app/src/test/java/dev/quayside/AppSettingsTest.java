package dev.quayside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quayside.identity.token.SigningAlgorithm;
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
}
