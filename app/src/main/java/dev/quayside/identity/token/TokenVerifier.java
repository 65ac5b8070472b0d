package dev.quayside.identity.token;

import dev.quayside.base.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Checks bearer tokens, those of every issuer the same way: the issuer that the token names must be one of ours, its
/// key must be among those that this issuer publishes, and everything that the token says is looked at only after its
/// signature was found good.
///
/// A good signature is remembered by the token's SHA-256 as long as its key is published, because clients send the
/// same token with every request; times, audience and revocation are checked every time. Safe for several threads.
public final class TokenVerifier {
    /// Most signatures remembered; when there are more, all are forgotten, which costs each one check.
    private static final int MOST_REMEMBERED = 5_000;

    private static final Verification NO_KEY = new Verification.Refused("Unable to find appropriate key");

    private final Map<String, TrustedIssuer> issuers;
    private final InstantSource clock;
    private final Map<String, Signed> remembered = new ConcurrentHashMap<>();

    /// A token whose signature is good, if the key is.
    private record Signed(CompactToken token, String thumbprint) {}

    TokenVerifier(Collection<TrustedIssuer> issuers, InstantSource clock) {
        this.issuers = issuers.stream().collect(Collectors.toUnmodifiableMap(TrustedIssuer::name, Function.identity()));
        this.clock = clock;
    }

    /// Checks a token in its compact form, without `Bearer`. May wait for an issuer's keys, at most some seconds.
    public Verification verify(String text) {
        if (text.length() > CompactToken.MAX_LENGTH) {
            return refused("The token is longer than " + CompactToken.MAX_LENGTH + " characters");
        }
        String digest = digest(text);
        Signed known = remembered.get(digest);
        try {
            return verify(known == null ? CompactToken.parse(text) : known.token(), known, digest);
        } catch (CompactToken.Malformed e) {
            return refused(String.valueOf(e.getMessage()));
        }
    }

    private Verification verify(CompactToken token, @Nullable Signed known, String digest) {
        String keyId = token.headerText("kid");
        if (keyId == null || keyId.isEmpty()) {
            return new Verification.Refused("Key ID not found in token header");
        }
        // What must be understood and is not: source RFC 7515, 4.1.11.
        if (token.header().has("crit") || token.header().has("b64")) {
            return refused("The header demands an extension that is not understood (crit)");
        }
        Optional<TrustedIssuer> issuer = issuer(token);
        if (issuer.isEmpty()) {
            return refused("Invalid issuer");
        }
        Optional<SigningAlgorithm> algorithm = Optional.ofNullable(token.headerText("alg"))
                .flatMap(SigningAlgorithm::find)
                .filter(issuer.get().algorithms()::contains);
        if (algorithm.isEmpty()) {
            return refused("The specified alg value is not allowed");
        }
        return switch (issuer.get().keys().find(keyId)) {
            case KeySource.Lookup.Found(var keys) ->
                verify(token, issuer.get(), fitting(keys, algorithm.get()), known, digest);
            case KeySource.Lookup.Unknown() -> NO_KEY;
            case KeySource.Lookup.Unreachable() ->
                new Verification.Unavailable("The keys of the token's issuer cannot be fetched now");
        };
    }

    private Verification verify(
            CompactToken token,
            TrustedIssuer issuer,
            List<VerificationKey> keys,
            @Nullable Signed known,
            String digest) {
        if (keys.isEmpty()) {
            return NO_KEY;
        }
        boolean seen =
                known != null && keys.stream().anyMatch(key -> key.thumbprint().equals(known.thumbprint()));
        if (!seen) {
            Optional<VerificationKey> signer =
                    keys.stream().filter(key -> key.signed(token)).findFirst();
            if (signer.isEmpty()) {
                return refused("Signature verification failed.");
            }
            remember(digest, new Signed(token, signer.get().thumbprint()));
        }
        return new Claims(token, issuer, clock.instant()).check();
    }

    private Optional<TrustedIssuer> issuer(CompactToken token) {
        return Optional.of(token.claims().path("iss"))
                .filter(claim -> claim.isString())
                .map(claim -> issuers.get(claim.stringValue()));
    }

    private static List<VerificationKey> fitting(List<VerificationKey> keys, SigningAlgorithm algorithm) {
        return keys.stream().filter(key -> key.algorithm() == algorithm).toList();
    }

    private void remember(String digest, Signed signed) {
        if (remembered.size() >= MOST_REMEMBERED) {
            remembered.clear();
        }
        remembered.put(digest, signed);
    }

    private static Verification refused(String reason) {
        return new Verification.Refused("Invalid token: " + reason);
    }

    private static String digest(String text) {
        return Base64.getEncoder().encodeToString(Sha256.digest().digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
