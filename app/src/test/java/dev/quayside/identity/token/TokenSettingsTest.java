package dev.quayside.identity.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenSettingsTest {
    private static final Optional<String> NONE = Optional.empty();
    private static final Optional<String> AUDIENCE = Optional.of("https://api.example");
    private static final Optional<String> DOMAIN = Optional.of("example.eu.auth0.com");
    private static final List<String> RS256 = List.of("RS256");

    private static TokenSettings.Provider provider(
            Optional<String> domain, Optional<String> issuer, List<String> algorithms) {
        return TokenSettings.Provider.of(domain, issuer, AUDIENCE, algorithms, NONE, false)
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.eu.auth0.com", "https://example.eu.auth0.com/", "example.eu.auth0.com/"})
    void aDomainNamesIssuerAndKeys(String domain) {
        TokenSettings.Provider provider = provider(Optional.of(domain), NONE, RS256);

        assertThat(provider.issuer()).isEqualTo("https://example.eu.auth0.com/");
        assertThat(provider.jwks()).isEqualTo(URI.create("https://example.eu.auth0.com/.well-known/jwks.json"));
    }

    @Test
    void anIssuerMayHaveAnotherNameThanItsDomain() {
        TokenSettings.Provider provider = provider(DOMAIN, Optional.of("https://login.example"), RS256);

        assertThat(provider.issuer()).isEqualTo("https://login.example");
        assertThat(provider.jwks()).isEqualTo(URI.create("https://example.eu.auth0.com/.well-known/jwks.json"));
        assertThat(provider(NONE, Optional.of("https://login.example"), RS256).jwks())
                .isEqualTo(URI.create("https://login.example/.well-known/jwks.json"));
    }

    @Test
    void algorithmsMayBeAListOrAJsonArray() {
        Set<SigningAlgorithm> both = Set.of(SigningAlgorithm.RS256, SigningAlgorithm.ES256);

        assertThat(provider(DOMAIN, NONE, List.of("[\"RS256\"]")).algorithms()).containsExactly(SigningAlgorithm.RS256);
        assertThat(provider(DOMAIN, NONE, List.of("[\"RS256\"", "\"ES256\"]")).algorithms())
                .isEqualTo(both);
        assertThat(provider(DOMAIN, NONE, List.of("ES256", "RS256")).algorithms())
                .isEqualTo(both);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HS256", "none", "rs256", "[]", "[\"HS256\"]", "[RS256", "RS512"})
    void otherAlgorithmsAreRefused(String algorithms) {
        assertThatThrownBy(() -> provider(DOMAIN, NONE, List.of(algorithms)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("auth.oidc.algorithms");
    }

    @Test
    void anIssuerWithoutAudienceIsRefused() {
        assertThatThrownBy(() -> TokenSettings.Provider.of(DOMAIN, NONE, NONE, RS256, NONE, false))
                .hasMessageContaining("AUTH0_AUDIENCE");
    }

    @Test
    void anAudienceWithoutIssuerIsRefused() {
        assertThatThrownBy(() -> TokenSettings.Provider.of(NONE, NONE, AUDIENCE, RS256, NONE, false))
                .hasMessageContaining("AUTH0_DOMAIN");
        assertThat(TokenSettings.Provider.of(NONE, NONE, NONE, RS256, NONE, false))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://login.example/jwks", "ftp://login.example/jwks", "file:///etc/passwd", "jwks", ":"})
    void keysAreNotFetchedInTheOpen(String jwks) {
        assertThatThrownBy(() -> TokenSettings.Provider.of(DOMAIN, NONE, AUDIENCE, RS256, Optional.of(jwks), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("auth.oidc.jwks-url");
    }

    @Test
    void keysOnThisMachineOrWhereItIsAllowedAre() {
        assertThat(TokenSettings.Provider.of(
                        DOMAIN, NONE, AUDIENCE, RS256, Optional.of("http://127.0.0.1:9/jwks"), false))
                .isPresent();
        assertThat(TokenSettings.Provider.of(
                        DOMAIN, NONE, AUDIENCE, RS256, Optional.of("http://login.example/jwks"), true))
                .isPresent();
    }

    @Test
    void ourNameIsNotThatOfAnother() {
        TokenSettings.Provider provider = provider(DOMAIN, NONE, RS256);

        assertThatThrownBy(() ->
                        new TokenSettings(Optional.of(provider.issuer()), Duration.ofDays(1), Optional.of(provider)))
                .hasMessageContaining("auth.issuer");
    }
}
