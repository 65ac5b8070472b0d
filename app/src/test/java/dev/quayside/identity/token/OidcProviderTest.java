package dev.quayside.identity.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import dev.quayside.identity.Permission;
import dev.quayside.identity.token.Verification.Accepted;
import dev.quayside.identity.token.Verification.Refused;
import dev.quayside.identity.token.Verification.Unavailable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.OAuth2Config;
import no.nav.security.mock.oauth2.token.KeyProvider;
import no.nav.security.mock.oauth2.token.OAuth2TokenProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Tokens of a real provider of OpenID Connect, which changes its keys and is away for a while.
class OidcProviderTest {
    private static final String AUDIENCE = "https://api.example";

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    private MockOAuth2Server server = provider(Forge.rsa("first"), freePort());
    private final RemoteKeys keys = new RemoteKeys(settings().jwks(), now::get);
    private final TokenVerifier verifier = new TokenVerifier(
            List.of(new TrustedIssuer(
                    settings().issuer(),
                    settings().audience(),
                    settings().algorithms(),
                    keys,
                    TrustedIssuer.ELSEWHERE,
                    _ -> false)),
            now::get);

    private static MockOAuth2Server provider(RSAKey key, int port) {
        RSAKey named = new RSAKey.Builder(key).keyID("main").build();
        var server = new MockOAuth2Server(
                new OAuth2Config(false, null, null, false, new OAuth2TokenProvider(new KeyProvider(List.of(named)))));
        server.start(InetAddress.getLoopbackAddress(), port);
        return server;
    }

    /// A port asked for by its number may be taken again at once.
    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private TokenSettings.Provider settings() {
        return TokenSettings.Provider.of(
                        Optional.empty(),
                        Optional.of(server.issuerUrl("main").toString()),
                        Optional.of(AUDIENCE),
                        List.of("RS256"),
                        Optional.of(server.jwksUrl("main").toString()),
                        false)
                .orElseThrow();
    }

    private String token(String audience, Duration ttl) {
        return server.issueToken(
                        "main", "auth0|ada", audience, Map.of("permissions", List.of("read:logs")), ttl.toSeconds())
                .serialize();
    }

    private void pass(Duration span) {
        now.updateAndGet(moment -> moment.plus(span));
    }

    @AfterEach
    void stop() {
        keys.close();
        server.shutdown();
    }

    @Test
    void itsTokensAreAccepted() {
        assertThat(verifier.verify(token(AUDIENCE, Duration.ofHours(1))))
                .isInstanceOfSatisfying(Accepted.class, accepted -> {
                    assertThat(accepted.caller().user()).isEqualTo("auth0|ada");
                    assertThat(accepted.caller().permissions()).containsExactly(Permission.READ_LOGS);
                });
    }

    @Test
    void itsTokensForOthersAreNot() {
        assertThat(verifier.verify(token("another", Duration.ofHours(1))))
                .isEqualTo(new Refused("Invalid token: Invalid audience"));
    }

    @Test
    void itsTokensOfAnotherTenantAreNot() {
        String token = server.issueToken("other", "auth0|ada", AUDIENCE).serialize();

        assertThat(verifier.verify(token)).isEqualTo(new Refused("Invalid token: Invalid issuer"));
    }

    @Test
    void knownKeysAreUsedWhileItIsAwayAndNewOnesLearntWhenItIsBack() {
        String before = token(AUDIENCE, Duration.ofHours(6));
        assertThat(verifier.verify(before)).isInstanceOf(Accepted.class);

        int port = server.baseUrl().port();
        server.shutdown();
        pass(Duration.ofHours(2));
        assertThat(verifier.verify(before)).isInstanceOf(Accepted.class);

        server = provider(Forge.rsa("next"), port);
        String after = token(AUDIENCE, Duration.ofHours(6));
        pass(Duration.ofSeconds(30));
        assertThat(verifier.verify(after)).isInstanceOf(Accepted.class);
        assertThat(verifier.verify(before)).isEqualTo(new Refused("Invalid token: Signature verification failed."));
    }

    @Test
    void nobodyCanTellWhileItIsAwayFromTheBeginning() {
        String token = token(AUDIENCE, Duration.ofHours(1));
        server.shutdown();

        assertThat(verifier.verify(token)).isInstanceOf(Unavailable.class);
    }
}
