package dev.quayside.identity.token;

import java.time.Duration;
import java.util.Set;
import java.util.function.Predicate;

/// An issuer whose tokens are accepted.
///
/// @param name what its tokens have in `iss`, to the letter
/// @param audience what its tokens for us have in `aud`
/// @param algorithms those it may sign with
/// @param leeway how far its clock and ours may be apart, so how long after its end a token is still good
/// @param revoked whether the token with this `jti` was taken back
record TrustedIssuer(
        String name,
        String audience,
        Set<SigningAlgorithm> algorithms,
        KeySource keys,
        Duration leeway,
        Predicate<String> revoked) {
    /// For an issuer on another machine. Source: the Workflow Automation API accepts a minute.
    static final Duration ELSEWHERE = Duration.ofSeconds(60);

    TrustedIssuer {
        algorithms = Set.copyOf(algorithms);
    }
}
