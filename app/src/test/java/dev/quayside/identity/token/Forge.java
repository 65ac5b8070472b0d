package dev.quayside.identity.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Makes tokens, good ones and such as no library would make: header and claims are texts.
final class Forge {
    static final String ISSUER = "https://issuer.example/";
    static final String AUDIENCE = "https://api.example";
    static final RSAKey RSA = rsa("rsa-1");
    static final ECKey EC = ec("ec-1");
    static final long NOW = TestClock.START.getEpochSecond();

    static final String GOOD = """
            {"iss":"%s","aud":"%s","sub":"auth0|ada","exp":%d,"iat":%d,"permissions":["read:workflows"]}""".formatted(ISSUER, AUDIENCE, NOW + 3600, NOW);

    private Forge() {}

    static RSAKey rsa(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static ECKey ec(String id) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A verifier that trusts one issuer with these keys.
    static TokenVerifier verifier(TestClock clock, Set<SigningAlgorithm> algorithms, JWK... keys) {
        return verifier(clock, Duration.ZERO, algorithms, keys);
    }

    /// As the other, with an issuer whose clock may be wrong.
    static TokenVerifier verifier(TestClock clock, Duration leeway, Set<SigningAlgorithm> algorithms, JWK... keys) {
        var set = VerificationKey.KeySet.of(List.of(keys).stream()
                .flatMap(key -> VerificationKey.of(key).stream())
                .toList());
        KeySource source = id ->
                set.find(id).isEmpty() ? new KeySource.Lookup.Unknown() : new KeySource.Lookup.Found(set.find(id));
        return new TokenVerifier(
                List.of(new TrustedIssuer(ISSUER, AUDIENCE, algorithms, source, leeway, "taken-back"::equals)), clock);
    }

    static String rs256(String claims) {
        return sign("{\"alg\":\"RS256\",\"kid\":\"rsa-1\"}", claims, RSA);
    }

    static String sign(String header, String claims, RSAKey key) {
        try {
            return signed(header, claims, JWSAlgorithm.RS256, new RSASSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static String sign(String header, String claims, ECKey key) {
        try {
            return signed(header, claims, JWSAlgorithm.ES256, new ECDSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static String hmac(String header, String claims, byte[] secret) {
        try {
            return signed(header, claims, JWSAlgorithm.HS256, new MACSigner(secret));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String signed(String header, String claims, JWSAlgorithm algorithm, JWSSigner signer)
            throws JOSEException {
        String input = part(header) + "." + part(claims);
        return input + "." + signer.sign(new JWSHeader(algorithm), input.getBytes(StandardCharsets.US_ASCII));
    }

    static String part(String text) {
        return part(text.getBytes(StandardCharsets.UTF_8));
    }

    static String part(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /// The good claims with some replaced by JSON values; an empty value takes the claim out.
    static String claims(Map<String, String> changes) {
        var claims = (tools.jackson.databind.node.ObjectNode) dev.quayside.base.Json.parse(GOOD);
        changes.forEach((name, value) -> {
            if (value.isEmpty()) {
                claims.remove(name);
            } else {
                claims.set(name, dev.quayside.base.Json.parse(value));
            }
        });
        return dev.quayside.base.Json.write(claims);
    }
}
