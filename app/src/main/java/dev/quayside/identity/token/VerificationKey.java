package dev.quayside.identity.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import dev.quayside.base.Json;
import dev.quayside.base.ProblemException;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// A public key and the one algorithm it is used with: an RSA key of at least 2,048 bits with RS256, a P-256 key with
/// ES256. The algorithm follows from the key, never from a token. Safe for several threads.
///
/// @param id what tokens call it (`kid`)
/// @param thumbprint of the key itself; source: RFC 7638
record VerificationKey(String id, SigningAlgorithm algorithm, String thumbprint, JWSVerifier verifier) {
    private static final int LEAST_RSA_BITS = 2_048;

    /// The usable keys of a key set, by id; others, such as those for encryption, are left out.
    ///
    /// @throws ParseException if the text is no key set
    static KeySet parse(String jwks) throws ParseException {
        JsonNode keys;
        try {
            keys = Json.parse(jwks).path("keys");
        } catch (ProblemException _) {
            keys = Json.object();
        }
        if (!keys.isArray()) {
            throw new ParseException("the answer is no key set", 0);
        }
        return KeySet.of(keys.values().stream()
                .flatMap(key -> read(key).flatMap(VerificationKey::of).stream())
                .toList());
    }

    private static Optional<JWK> read(JsonNode key) {
        try {
            return key.isObject() ? Optional.of(JWK.parse(Json.write(key))) : Optional.empty();
        } catch (ParseException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// Keys by id. Several may have the same.
    record KeySet(Map<String, List<VerificationKey>> byId) {
        static final KeySet NONE = new KeySet(Map.of());

        static KeySet of(Collection<VerificationKey> keys) {
            return new KeySet(keys.stream().collect(Collectors.groupingBy(VerificationKey::id)));
        }

        List<VerificationKey> find(String id) {
            return byId.getOrDefault(id, List.of());
        }
    }

    static Optional<VerificationKey> of(JWK key) {
        if (key.getKeyID() == null || !verifies(key)) {
            return Optional.empty();
        }
        try {
            return Stream.of(SigningAlgorithm.values())
                    .filter(algorithm -> key.getAlgorithm() == null
                            || key.getAlgorithm().getName().equals(algorithm.name()))
                    .flatMap(algorithm -> withAlgorithm(key, algorithm).stream())
                    .findFirst();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// Whether its owner means it for signatures, as far as they say. Source: RFC 7517, 4.2 and 4.3.
    private static boolean verifies(JWK key) {
        boolean use = key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE);
        return use && (key.getKeyOperations() == null || key.getKeyOperations().contains(KeyOperation.VERIFY));
    }

    private static Optional<VerificationKey> withAlgorithm(JWK key, SigningAlgorithm algorithm) {
        try {
            JWSVerifier verifier =
                    switch (algorithm) {
                        case RS256 ->
                            key instanceof RSAKey rsa && rsa.size() >= LEAST_RSA_BITS
                                    ? new RSASSAVerifier(rsa.toPublicJWK())
                                    : null;
                        case ES256 ->
                            key instanceof ECKey ec && ec.getCurve().equals(Curve.P_256)
                                    ? new ECDSAVerifier(ec.toPublicJWK())
                                    : null;
                    };
            return verifier == null
                    ? Optional.empty()
                    : Optional.of(new VerificationKey(
                            key.getKeyID(), algorithm, key.computeThumbprint().toString(), verifier));
        } catch (JOSEException _) {
            return Optional.empty();
        }
    }

    /// Whether the token was signed with this key. The header that is handed on is our own.
    boolean signed(CompactToken token) {
        try {
            return verifier.verify(
                    new JWSHeader(JWSAlgorithm.parse(algorithm.name())),
                    token.signed().getBytes(StandardCharsets.US_ASCII),
                    new Base64URL(token.signature()));
        } catch (JOSEException _) {
            return false;
        }
    }
}
