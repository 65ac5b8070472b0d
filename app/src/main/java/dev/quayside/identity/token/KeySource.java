package dev.quayside.identity.token;

import java.util.List;

/// Where the public keys of an issuer come from. Safe for several threads.
interface KeySource {
    /// What a source knows about a key's id.
    sealed interface Lookup {
        /// The keys of this id; never empty.
        record Found(List<VerificationKey> keys) implements Lookup {}

        /// The issuer has no such key.
        record Unknown() implements Lookup {}

        /// The issuer cannot be asked, and what is known of it has no such key.
        record Unreachable() implements Lookup {}
    }

    /// Finds the keys with this id among those of the issuer. The id is compared and nothing else: it is not a path, an
    /// address or part of a statement.
    Lookup find(String keyId);
}
