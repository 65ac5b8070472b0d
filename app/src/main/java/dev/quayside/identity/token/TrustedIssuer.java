package dev.quayside.identity.token;

import java.util.Set;
import java.util.function.Predicate;

/// An issuer whose tokens are accepted.
///
/// @param name what its tokens have in `iss`, to the letter
/// @param audience what its tokens for us have in `aud`
/// @param algorithms those it may sign with
/// @param revoked whether the token with this `jti` was taken back
record TrustedIssuer(
        String name, String audience, Set<SigningAlgorithm> algorithms, KeySource keys, Predicate<String> revoked) {
    TrustedIssuer {
        algorithms = Set.copyOf(algorithms);
    }
}
