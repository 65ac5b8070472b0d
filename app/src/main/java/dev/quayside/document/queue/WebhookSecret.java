package dev.quayside.document.queue;

import dev.quayside.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The secret that servers and workers share, shown as it is or by a signature of the body. Immutable.
///
/// A signature is `sha256=` and the HMAC, in hexadecimal digits, of the moment in seconds since 1970, a dot and the
/// body. Source: RFC 2104; the form that Stripe and Slack have made known.
public record WebhookSecret(Secret secret) {
    /// How old a signature may be, and how far ahead the signer's clock.
    static final Duration GOOD = Duration.ofMinutes(5);

    public boolean isShown(String given) {
        return !secret.isEmpty() && same(secret.value(), given);
    }

    /// Whether a body was signed a short time ago.
    ///
    /// @param timestamp as it was sent: seconds since 1970
    public boolean hasSigned(String body, String timestamp, String signature, Instant now) {
        if (secret.isEmpty() || !timestamp.matches("\\d{1,11}")) {
            return false;
        }
        Duration age = Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), now)
                .abs();
        return same(sign(body, timestamp), signature) && age.compareTo(GOOD) <= 0;
    }

    public String sign(String body, String timestamp) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(bytes(secret.value()), "HmacSHA256"));
            mac.update(bytes(timestamp + "."));
            return "sha256=" + HexFormat.of().formatHex(mac.doFinal(bytes(body)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }

    private static boolean same(String ours, String given) {
        return MessageDigest.isEqual(bytes(ours), bytes(given));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
