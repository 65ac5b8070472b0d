package dev.quayside.identity.account;

import java.time.Duration;

/// What came of an attempt to prove something.
public enum Proof {
    /// It is proved.
    RIGHT,
    /// The name or the password is wrong.
    WRONG_PASSWORD,
    /// The code is wrong, was used before, or is missing.
    WRONG_CODE,
    /// There were too many guesses; not looked at.
    BLOCKED,
    /// Too many others are being checked; not looked at.
    BUSY;

    /// With how long to wait where it was not looked at.
    public record Verdict(Proof proof, Duration retryAfter) {
        static final Verdict RIGHT = new Verdict(Proof.RIGHT, Duration.ZERO);
        static final Verdict WRONG_PASSWORD = new Verdict(Proof.WRONG_PASSWORD, Duration.ZERO);
        static final Verdict WRONG_CODE = new Verdict(Proof.WRONG_CODE, Duration.ZERO);
        static final Verdict BUSY = new Verdict(Proof.BUSY, Duration.ofSeconds(2));

        boolean right() {
            return proof == Proof.RIGHT;
        }
    }
}
