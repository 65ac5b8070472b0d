package dev.quayside.workflow.run;

import dev.quayside.workflow.decider.Call;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The tokens by which parked calls are completed from outside.
///
/// A token names its run and proves knowledge of the run's random seed; it is the same whenever it is asked for, so
/// that a call repeated after a crash finds its answer. Source of the proof: RFC 2104 (HMAC) with SHA-256, cut to
/// 128 bits.
final class Tokens {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int PROOF_BYTES = 16;

    private Tokens() {}

    static String newSeed() {
        byte[] seed = new byte[18];
        RANDOM.nextBytes(seed);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(seed);
    }

    static String of(UUID run, String seed, String step, Call call) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(seed.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update((call.item() + "|" + call.attempt() + "|" + step).getBytes(StandardCharsets.UTF_8));
            byte[] proof = java.util.Arrays.copyOf(mac.doFinal(), PROOF_BYTES);
            return run + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(proof);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }

    /// The run that a token belongs to; empty if it is not the form of a token.
    static Optional<UUID> run(String token) {
        int dot = token.indexOf('.');
        if (dot != 36) {
            return Optional.empty();
        }
        try {
            return Optional.of(UUID.fromString(token.substring(0, dot)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
