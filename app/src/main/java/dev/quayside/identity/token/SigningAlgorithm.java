package dev.quayside.identity.token;

import java.util.Arrays;
import java.util.Optional;

/// The algorithms that are accepted at all. Source: RFC 7518, section 3.1.
public enum SigningAlgorithm {
    /// RSA with SHA-256.
    RS256,
    /// ECDSA on P-256 with SHA-256.
    ES256;

    /// By its exact name; `none`, its spellings and everything else are not found.
    public static Optional<SigningAlgorithm> find(String name) {
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.name().equals(name))
                .findFirst();
    }
}
