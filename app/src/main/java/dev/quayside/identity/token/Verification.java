package dev.quayside.identity.token;

import dev.quayside.identity.Caller;
import java.time.Instant;

/// What became of a token that was shown to us.
public sealed interface Verification {
    /// It is good, until `expires`.
    record Accepted(Caller caller, Instant expires) implements Verification {}

    /// It is not good.
    ///
    /// @param reason to show to whoever sent it; says nothing that the token does not say itself
    record Refused(String reason) implements Verification {}

    /// Nobody can tell now: the issuer's keys cannot be fetched, and none is known that fits. May pass.
    record Unavailable(String reason) implements Verification {}
}
