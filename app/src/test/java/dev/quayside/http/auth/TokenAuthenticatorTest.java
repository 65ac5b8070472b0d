package dev.quayside.http.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quayside.http.message.HttpError;
import dev.quayside.http.message.Method;
import dev.quayside.http.message.Request;
import dev.quayside.http.server.Admission;
import dev.quayside.identity.Caller;
import dev.quayside.identity.Permission;
import dev.quayside.identity.token.Verification;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenAuthenticatorTest {
    private static final Caller ADA = new Caller("ada", Set.of(), Caller.Means.TOKEN);
    private static final Request REQUEST = Request.of(Method.GET, "/api/v1/workflows/");

    private final LocalAccess local = new LocalAccess("ada", new SecureRandom());
    private static final String KEY = "qk_" + "k".repeat(43);
    private final TokenAuthenticator authenticator =
            new TokenAuthenticator(local, TokenAuthenticatorTest::caller, token -> switch (token) {
                case "good" -> new Verification.Accepted(ADA, Instant.EPOCH);
                case "away" -> new Verification.Unavailable("No keys");
                default -> new Verification.Refused("Invalid token: " + token);
            });

    private static Optional<Caller> caller(String key) {
        return key.equals(KEY) ? Optional.of(ADA) : Optional.empty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer good", "bearer good", "BEARER   good "})
    void aGoodTokenNamesItsCaller(String header) {
        assertThat(authenticator.authenticate(REQUEST.with("Authorization", header)))
                .contains(ADA);
    }

    @Test
    void theTokenOfTheDataFolderMayDoEverything() {
        Caller caller = authenticator
                .authenticate(REQUEST.with("Authorization", "Bearer " + local.token()))
                .orElseThrow();

        assertThat(caller.user()).isEqualTo("local:ada");
        assertThat(caller.permissions()).containsAll(Permission.all());
        String other = new LocalAccess("ada", new SecureRandom()).token();
        assertThatThrownBy(() -> authenticator.authenticate(REQUEST.with("Authorization", "Bearer " + other)))
                .isInstanceOf(HttpError.class)
                .hasMessageContaining("its server has ended");
    }

    @Test
    void noTokenIsNobody() {
        assertThat(authenticator.authenticate(REQUEST)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic YTpi", "good", "", "Bearergood", "Bearer"})
    void anotherSchemeIsRefused(String header) {
        assertThatThrownBy(() -> authenticator.authenticate(REQUEST.with("Authorization", header)))
                .isInstanceOfSatisfying(HttpError.class, error -> {
                    assertThat(error.status()).isEqualTo(401);
                    assertThat(error.problem().detail()).isEqualTo("Invalid authentication credentials");
                    assertThat(error.headers().find("WWW-Authenticate")).contains("Bearer");
                });
    }

    @Test
    void aBadTokenIsRefusedWithItsReason() {
        assertThatThrownBy(() -> authenticator.authenticate(REQUEST.with("Authorization", "Bearer bad")))
                .isInstanceOfSatisfying(HttpError.class, error -> {
                    assertThat(error.status()).isEqualTo(401);
                    assertThat(error.problem().detail()).isEqualTo("Invalid token: bad");
                    assertThat(error.headers().find("WWW-Authenticate")).contains("Bearer error=\"invalid_token\"");
                });
    }

    @Test
    void whatNobodyCanTellNowMayBeTriedAgain() {
        assertThatThrownBy(() -> authenticator.authenticate(REQUEST.with("Authorization", "Bearer away")))
                .isInstanceOfSatisfying(HttpError.class, error -> {
                    assertThat(error.status()).isEqualTo(503);
                    assertThat(error.headers().find("Retry-After")).contains("5");
                });
    }

    @Test
    void aTokenInAnAddressIsForTheRoutesThatTakeOne() {
        Request stream = Request.of(Method.GET, "/api/v1/logs/executions/7/logs/stream?token=good");

        assertThat(authenticator.authenticate(stream)).isEmpty();
        assertThat(authenticator.authenticate(Admission.withTokenOfQuery(stream)))
                .contains(ADA);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Authorization", "X-API-Key"})
    void aKeyNamesItsCallerInEitherHeader(String header) {
        String value = header.equals("Authorization") ? "Bearer " + KEY : KEY;

        assertThat(authenticator.authenticate(REQUEST.with(header, value))).contains(ADA);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "good", "qk_wrong"})
    void whatIsNoGoodKeyIsRefusedInTheHeaderOfKeys(String key) {
        assertThatThrownBy(() -> authenticator.authenticate(REQUEST.with("X-API-Key", key)))
                .isInstanceOf(HttpError.class)
                .hasMessageContaining("Invalid API key");
    }
}
