package dev.quayside.identity.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.identity.Caller;
import dev.quayside.identity.Permission;
import dev.quayside.identity.token.Verification.Accepted;
import dev.quayside.identity.token.Verification.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tokens with a good signature, and what they say.
class ClaimsTest {
    private final TestClock clock = new TestClock();
    private final TokenVerifier verifier = Forge.verifier(clock, Set.of(SigningAlgorithm.RS256), Forge.RSA);

    private Verification verify(Map<String, String> changes) {
        return verifier.verify(Forge.rs256(Forge.claims(changes)));
    }

    private static Refused refused(String reason) {
        return new Refused(reason);
    }

    @Test
    void aGoodTokenNamesItsCaller() {
        assertThat(verify(Map.of()))
                .isEqualTo(new Accepted(
                        new Caller("auth0|ada", Set.of(Permission.READ_WORKFLOWS), Caller.Means.TOKEN),
                        Instant.ofEpochSecond(Forge.NOW + 3600)));
    }

    @Test
    void permissionsComeFromBothClaims() {
        Verification both = verify(Map.of(
                "permissions", "[\"read:logs\", \"of:others\"]", "scope", "\"openid read:workflows  admin:access\""));

        assertThat(both)
                .isInstanceOfSatisfying(
                        Accepted.class,
                        accepted -> assertThat(accepted.caller().permissions())
                                .containsExactlyInAnyOrder(
                                        Permission.READ_LOGS, Permission.READ_WORKFLOWS, Permission.ADMIN_ACCESS));
    }

    @Test
    void noPermissionsAreNone() {
        for (Map<String, String> changes :
                java.util.List.of(Map.of("permissions", ""), Map.of("permissions", "null"))) {
            assertThat(verify(changes))
                    .isInstanceOfSatisfying(
                            Accepted.class,
                            accepted ->
                                    assertThat(accepted.caller().permissions()).isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"admin:access\"",
                "[[\"admin:access\"]]",
                "[\"read:logs\", [\"admin:access\"]]",
                "[{\"a\": 1}]",
                "[null]",
                "{\"admin:access\": true}",
                "[1]",
                "true"
            })
    void permissionsAreAListOfTextsOrNothing(String permissions) {
        assertThat(verify(Map.of("permissions", permissions)))
                .isEqualTo(refused(
                        "Invalid token payload structure: permissions must be a list of texts, scope one text"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[\"admin:access\"]", "1", "{}"})
    void aScopeIsOneText(String scope) {
        assertThat(verify(Map.of("scope", scope)))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.reason()).startsWith("Invalid token payload structure: "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | The claim exp is missing",
                "null | Expiration Time claim (exp) must be an integer.",
                "'\"9999999999\"' | Expiration Time claim (exp) must be an integer.",
                "true | Expiration Time claim (exp) must be an integer.",
                "0 | Signature has expired.",
                "-1e400 | Signature has expired.",
                "1.5 | Signature has expired.",
            })
    void aTokenEnds(String expires, String reason) {
        assertThat(verify(Map.of("exp", expires))).isEqualTo(refused("Invalid token: " + reason));
    }

    @Test
    void aTokenIsRefusedFromTheSecondOnInWhichItEnds() {
        String token = Forge.rs256(Forge.GOOD);

        clock.pass(Duration.ofSeconds(3599));
        assertThat(verifier.verify(token)).isInstanceOf(Accepted.class);

        clock.pass(Duration.ofSeconds(1));
        assertThat(verifier.verify(token)).isEqualTo(refused("Invalid token: Signature has expired."));
    }

    @Test
    void anIssuerElsewhereMayBeAMinuteOff() {
        TokenVerifier elsewhere =
                Forge.verifier(clock, TrustedIssuer.ELSEWHERE, Set.of(SigningAlgorithm.RS256), Forge.RSA);
        String token = Forge.rs256(Forge.GOOD);

        clock.pass(Duration.ofSeconds(3659));
        assertThat(elsewhere.verify(token)).isInstanceOf(Accepted.class);

        clock.pass(Duration.ofSeconds(1));
        assertThat(elsewhere.verify(token)).isEqualTo(refused("Invalid token: Signature has expired."));
    }

    @Test
    void anEndThatNeverComesIsAnEnd() {
        assertThat(verify(Map.of("exp", "1e300")))
                .isInstanceOfSatisfying(
                        Accepted.class,
                        accepted -> assertThat(accepted.expires()).isEqualTo("9999-12-31T23:59:59Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nbf", "iat"})
    void whatBeginsInAMinuteHasBegun(String claim) {
        assertThat(verify(Map.of(claim, String.valueOf(Forge.NOW + 60)))).isInstanceOf(Accepted.class);
        assertThat(verify(Map.of(claim, String.valueOf(Forge.NOW + 61))))
                .isEqualTo(refused("Invalid token: The token is not yet valid (" + claim + ")"));
        assertThat(verify(Map.of(claim, "\"" + Forge.NOW + "\"")))
                .isEqualTo(refused("Invalid token: The claim " + claim + " must be a number"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "\"https://api.example/\"",
                "\"HTTPS://API.EXAMPLE\"",
                "[]",
                "[\"other\"]",
                "[[\"https://api.example\"]]",
                "{\"https://api.example\": 1}",
                "\"https://api.example other\""
            })
    void aTokenForOthersIsNotForUs(String audience) {
        assertThat(verify(Map.of("aud", audience))).isEqualTo(refused("Invalid token: Invalid audience"));
    }

    @Test
    void oneOfSeveralAudiencesIsEnough() {
        assertThat(verify(Map.of("aud", "[\"https://issuer.example/userinfo\", \"https://api.example\"]")))
                .isInstanceOf(Accepted.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "\"https://issuer.example\"",
                "\"https://issuer.example/ \"",
                "\"https://evil.example/\"",
                "[\"https://issuer.example/\"]"
            })
    void theIssuerIsMetToTheLetter(String issuer) {
        assertThat(verify(Map.of("iss", issuer))).isEqualTo(refused("Invalid token: Invalid issuer"));
    }

    @Test
    void anIdTokenOpensNothing() {
        String notForUs = "Invalid token: Not an access token";

        assertThat(verify(Map.of("aud", "\"client-id-of-the-page\"")))
                .isEqualTo(refused("Invalid token: Invalid audience"));
        assertThat(verify(Map.of("at_hash", "\"abc\""))).isEqualTo(refused(notForUs));
        assertThat(verify(Map.of("typ", "\"ID\""))).isEqualTo(refused(notForUs));
        assertThat(verify(Map.of("typ", "\"Refresh\""))).isEqualTo(refused(notForUs));
        assertThat(verify(Map.of("token_use", "\"id\""))).isEqualTo(refused(notForUs));
        for (String type : java.util.List.of("\"id+jwt\"", "\"logout+jwt\"", "\"dpop+jwt\"", "7")) {
            String header = "{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"typ\":" + type + "}";
            assertThat(verifier.verify(Forge.sign(header, Forge.GOOD, Forge.RSA)))
                    .isEqualTo(refused(notForUs));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"JWT", "jwt", "at+jwt", "application/at+jwt"})
    void anAccessTokenMaySayThatItIsOne(String type) {
        String header = "{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"typ\":\"" + type + "\"}";

        assertThat(verifier.verify(Forge.sign(header, Forge.GOOD, Forge.RSA))).isInstanceOf(Accepted.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "7", "\"\"", "\"  \"", "[\"ada\"]", "{}", "\"a\\u0000b\"", "\"a\\nb\""})
    void aSubjectIsATextThatCanBeShown(String subject) {
        assertThat(verify(Map.of("sub", subject)))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused ->
                                assertThat(refused.reason()).startsWith("Invalid token payload structure: sub must"));
    }

    @Test
    void halfACharacterIsNoSubjectButAWholeOneIs() {
        String half = Forge.GOOD.replace("auth0|ada", "ada \\ud83d");
        String whole = Forge.GOOD.replace("auth0|ada", "ada \\ud83d\\ude00");

        assertThat(verifier.verify(Forge.rs256(half))).isInstanceOf(Refused.class);
        assertThat(verifier.verify(Forge.rs256(whole))).isInstanceOf(Accepted.class);
    }

    @Test
    void aTokenThatWasTakenBackIsRefused() {
        assertThat(verify(Map.of("jti", "\"taken-back\""))).isEqualTo(refused("Invalid token: The token was revoked"));
        assertThat(verify(Map.of("jti", "\"another\""))).isInstanceOf(Accepted.class);
    }
}
