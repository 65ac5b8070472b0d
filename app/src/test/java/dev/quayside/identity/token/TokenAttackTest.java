package dev.quayside.identity.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.quayside.identity.token.Verification.Accepted;
import dev.quayside.identity.token.Verification.Refused;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tokens whose header or signature is an attack. Sources: RFC 8725; the published attacks on JWT libraries.
class TokenAttackTest {
    private static final TokenVerifier VERIFIER = Forge.verifier(
            new TestClock(), Set.of(SigningAlgorithm.RS256, SigningAlgorithm.ES256), Forge.RSA, Forge.EC);

    private static String refusal(String token) {
        Verification verification = VERIFIER.verify(token);
        assertThat(verification).isInstanceOf(Refused.class);
        return verification instanceof Refused(String reason) ? reason : "";
    }

    private static String header(String algorithm, String more) {
        return "{\"alg\":\"" + algorithm + "\",\"kid\":\"rsa-1\"" + more + "}";
    }

    @Test
    void aGoodTokenOfEitherAlgorithmIsAccepted() {
        assertThat(VERIFIER.verify(Forge.rs256(Forge.GOOD))).isInstanceOf(Accepted.class);
        assertThat(VERIFIER.verify(Forge.sign("{\"alg\":\"ES256\",\"kid\":\"ec-1\"}", Forge.GOOD, Forge.EC)))
                .isInstanceOf(Accepted.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "None", "NONE", "nOnE", "none ", "", "RS256 ", "rs256", "\\u0000none"})
    void noSignatureIsNoSignatureHoweverItIsSpelt(String algorithm) {
        String unsigned = Forge.part(header(algorithm, "")) + "." + Forge.part(Forge.GOOD) + ".";

        assertThat(refusal(unsigned)).isEqualTo("Invalid token: The specified alg value is not allowed");
        assertThat(refusal(Forge.sign(header(algorithm, ""), Forge.GOOD, Forge.RSA)))
                .startsWith("Invalid token: ");
    }

    @Test
    void aMissingSignatureDoesNotPassForAnAllowedAlgorithm() {
        assertThat(refusal(Forge.part(header("RS256", "")) + "." + Forge.part(Forge.GOOD) + "."))
                .isEqualTo("Invalid token: Signature verification failed.");
    }

    @Test
    void aPublicKeyIsNoSecretForHmac() throws JOSEException {
        byte[] der = Forge.RSA.toRSAPublicKey().getEncoded();
        byte[] pem = ("-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.UTF_8))
                                .encodeToString(der) + "\n-----END PUBLIC KEY-----\n")
                .getBytes(StandardCharsets.UTF_8);
        byte[] jwk = Forge.RSA.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8);

        for (byte[] secret : List.of(der, pem, jwk)) {
            assertThat(refusal(Forge.hmac(header("HS256", ""), Forge.GOOD, secret)))
                    .isEqualTo("Invalid token: The specified alg value is not allowed");
            assertThat(refusal(Forge.hmac(header("RS256", ""), Forge.GOOD, secret)))
                    .isEqualTo("Invalid token: Signature verification failed.");
        }
    }

    @Test
    void keysInTheHeaderAreNotLookedAt() {
        RSAKey attacker = Forge.rsa("rsa-1");
        String jwk = attacker.toPublicJWK().toJSONString();

        for (String more : List.of(
                ",\"jwk\":" + jwk,
                ",\"jku\":\"https://attacker.example/jwks.json\"",
                ",\"x5u\":\"https://attacker.example/cert.pem\"",
                ",\"x5c\":[\"MIIB\"],\"x5t\":\"abc\"")) {
            assertThat(refusal(Forge.sign(header("RS256", more), Forge.GOOD, attacker)))
                    .isEqualTo("Invalid token: Signature verification failed.");
            assertThat(VERIFIER.verify(Forge.sign(header("RS256", more), Forge.GOOD, Forge.RSA)))
                    .as("what is not looked at does no harm")
                    .isInstanceOf(Accepted.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../../../dev/null",
                "/dev/null",
                "' or '1'='1",
                "x' union select 'c2VjcmV0' -- ",
                "rsa-1\\u0000",
                "RSA-1",
                "https://attacker.example/key",
                "rsa-1 "
            })
    void aKeyIdIsOnlyCompared(String keyId) {
        String header = "{\"alg\":\"RS256\",\"kid\":\"" + keyId + "\"}";

        assertThat(refusal(Forge.sign(header, Forge.GOOD, Forge.RSA))).isEqualTo("Unable to find appropriate key");
        assertThat(refusal(Forge.hmac(header, Forge.GOOD, new byte[32]))).isEqualTo("Unable to find appropriate key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"kid\":null", ",\"kid\":7", ",\"kid\":[\"rsa-1\"]", ",\"kid\":\"\""})
    void aTokenWithoutKeyIdIsRefusedAsSuch(String keyId) {
        assertThat(refusal(Forge.sign("{\"alg\":\"RS256\"" + keyId + "}", Forge.GOOD, Forge.RSA)))
                .isEqualTo("Key ID not found in token header");
    }

    @Test
    void aSignatureOfZerosIsNone() {
        String input = Forge.part("{\"alg\":\"ES256\",\"kid\":\"ec-1\"}") + "." + Forge.part(Forge.GOOD) + ".";
        byte[] order = Curve.P_256.toECParameterSpec().getOrder().toByteArray();
        byte[] orderTwice = new byte[64];
        System.arraycopy(order, 1, orderTwice, 0, 32);
        System.arraycopy(order, 1, orderTwice, 32, 32);

        for (byte[] signature : List.of(new byte[64], new byte[0], new byte[63], new byte[128], orderTwice)) {
            assertThat(refusal(input + Forge.part(signature)))
                    .isEqualTo("Invalid token: Signature verification failed.");
        }
    }

    @Test
    void aKeyServesItsOwnAlgorithmOnly() {
        assertThat(refusal(Forge.sign("{\"alg\":\"ES256\",\"kid\":\"rsa-1\"}", Forge.GOOD, Forge.EC)))
                .isEqualTo("Unable to find appropriate key");
        assertThat(refusal(Forge.sign("{\"alg\":\"RS256\",\"kid\":\"ec-1\"}", Forge.GOOD, Forge.RSA)))
                .isEqualTo("Unable to find appropriate key");
    }

    @Test
    void anAlgorithmThatTheIssuerDoesNotUseIsRefused() {
        TokenVerifier rsaOnly = Forge.verifier(new TestClock(), Set.of(SigningAlgorithm.RS256), Forge.RSA, Forge.EC);

        assertThat(rsaOnly.verify(Forge.sign("{\"alg\":\"ES256\",\"kid\":\"ec-1\"}", Forge.GOOD, Forge.EC)))
                .isEqualTo(new Refused("Invalid token: The specified alg value is not allowed"));
    }

    @Test
    void weakKeysAndKeysForOtherThingsAreLeftOut() throws JOSEException {
        assertThat(VerificationKey.of(
                        new RSAKeyGenerator(1024, true).keyID("weak").generate()))
                .isEmpty();
        assertThat(VerificationKey.of(
                        new ECKeyGenerator(Curve.P_384).keyID("other").generate()))
                .isEmpty();
        assertThat(VerificationKey.of(
                        new RSAKey.Builder(Forge.RSA).keyUse(KeyUse.ENCRYPTION).build()))
                .isEmpty();
        assertThat(VerificationKey.of(new OctetSequenceKey.Builder(new byte[32])
                        .keyID("shared")
                        .build()))
                .isEmpty();
        assertThat(VerificationKey.of(new RSAKey.Builder(Forge.RSA)
                        .keyOperations(Set.of(KeyOperation.ENCRYPT))
                        .build()))
                .isEmpty();
        assertThat(VerificationKey.of(new RSAKey.Builder(Forge.RSA).keyID(null).build()))
                .isEmpty();
    }

    @Test
    void whatMustBeUnderstoodAndIsNotIsRefused() {
        for (String more :
                List.of(",\"crit\":[\"exp\"]", ",\"crit\":[]", ",\"b64\":false,\"crit\":[\"b64\"]", ",\"b64\":false")) {
            assertThat(refusal(Forge.sign(header("RS256", more), Forge.GOOD, Forge.RSA)))
                    .contains("(crit)");
        }
    }

    @Test
    void namesThatOccurTwiceAreRefused() {
        String twice = Forge.GOOD.replace("\"sub\":", "\"sub\":\"root\",\"sub\":");

        assertThat(refusal(Forge.rs256(twice))).isEqualTo("Invalid token: Error decoding token claims.");
        assertThat(refusal(Forge.sign("{\"alg\":\"none\",\"alg\":\"RS256\",\"kid\":\"rsa-1\"}", Forge.GOOD, Forge.RSA)))
                .isEqualTo("Invalid token: Error decoding token headers.");
    }

    @Test
    void aMegabyteIsRefusedUnread() {
        assertThat(refusal("A".repeat(1 << 20))).isEqualTo("Invalid token: The token is longer than 8192 characters");
        assertThat(refusal(Forge.rs256(Forge.GOOD) + "A".repeat(1 << 20))).contains("longer than");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "...",
                "a.b",
                "a.b.c",
                "a.b.c.d",
                "e30.e30.e30",
                "W10.W10.",
                " ",
                "a b.c.d",
                "ä.b.c"
            })
    void whatIsNoTokenIsRefused(String text) {
        assertThat(refusal(text)).isNotEmpty();
    }

    @Test
    void deepNestingIsRefused() {
        String deep = "[".repeat(2_000) + "]".repeat(2_000);

        assertThat(refusal(Forge.rs256("{\"iss\":" + deep + "}")))
                .isEqualTo("Invalid token: Error decoding token claims.");
    }

    @Property(tries = 300)
    void everyChangedCharacterIsNoticed(
            @ForAll @IntRange(max = 10_000) int place, @ForAll @IntRange(min = 1, max = 63) int shift) {
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        String token = Forge.rs256(Forge.GOOD);
        // The last character holds bits that are not part of the signature.
        int at = place % (token.length() - 1);
        char old = token.charAt(at);
        char other = old == '.' ? 'A' : alphabet.charAt((alphabet.indexOf(old) + shift) % 64);
        String changed = token.substring(0, at) + other + token.substring(at + 1);

        assertThat(VERIFIER.verify(changed)).isInstanceOf(Refused.class);
    }

    @Test
    void aTokenThatWasGoodOnceIsRefusedWhenItsKeyIsGone() {
        String token = Forge.rs256(Forge.GOOD);
        var keys = new java.util.concurrent.atomic.AtomicReference<>(
                List.of(VerificationKey.of(Forge.RSA).orElseThrow()));
        var verifier = new TokenVerifier(
                List.of(new TrustedIssuer(
                        Forge.ISSUER,
                        Forge.AUDIENCE,
                        Set.of(SigningAlgorithm.RS256),
                        _ -> keys.get().isEmpty()
                                ? new KeySource.Lookup.Unknown()
                                : new KeySource.Lookup.Found(keys.get()),
                        TrustedIssuer.ELSEWHERE,
                        _ -> false)),
                new TestClock());
        assertThat(verifier.verify(token)).isInstanceOf(Accepted.class);

        keys.set(List.of(VerificationKey.of(Forge.rsa("rsa-1")).orElseThrow()));
        assertThat(verifier.verify(token)).isEqualTo(new Refused("Invalid token: Signature verification failed."));

        keys.set(List.of());
        assertThat(verifier.verify(token)).isEqualTo(new Refused("Unable to find appropriate key"));
    }
}
