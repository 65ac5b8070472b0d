package dev.quayside.identity.factor;

import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Codes of an authenticator: six digits, a new one every 30 seconds.
///
/// Source: RFC 6238 and RFC 4226. The code of the step before and of the one after are taken too, for clocks that
/// differ by up to half a minute; that each is taken once is up to whoever keeps the step.
/// Immutable.
public final class Totp {
    private static final int DIGITS = 6;
    private static final int PERIOD_SECONDS = 30;
    private static final int WINDOW = 1;
    private static final int SECRET_BYTES = 20;

    private final byte[] secret;

    /// Takes what is shared with the authenticator.
    public Totp(byte[] secret) {
        this.secret = secret.clone();
    }

    /// A new secret.
    public static Totp generate(SecureRandom random) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return new Totp(secret);
    }

    /// What is shared with the authenticator.
    public byte[] secret() {
        return secret.clone();
    }

    /// The secret as people type it where they cannot scan.
    public String text() {
        return Base32.encode(secret);
    }

    /// What the QR says.
    ///
    /// Source: github.com/google/google-authenticator/wiki/Key-Uri-Format
    public String address(String issuer, String account) {
        return "otpauth://totp/%s:%s?secret=%s&issuer=%s&algorithm=SHA1&digits=%d&period=%d"
                .formatted(encoded(issuer), encoded(account), text(), encoded(issuer), DIGITS, PERIOD_SECONDS);
    }

    /// The number of the time step in which `moment` lies.
    public static long step(Instant moment) {
        return Math.floorDiv(moment.getEpochSecond(), PERIOD_SECONDS);
    }

    /// The step whose code this is; empty if it is none of those that are taken now.
    public OptionalLong find(String code, Instant now) {
        byte[] given = code.getBytes(StandardCharsets.UTF_8);
        long current = step(now);
        OptionalLong found = OptionalLong.empty();
        for (long step = current - WINDOW; step <= current + WINDOW; step++) {
            if (MessageDigest.isEqual(code(step).getBytes(StandardCharsets.UTF_8), given)) {
                found = OptionalLong.of(step);
            }
        }
        return found;
    }

    /// The code of a step.
    public String code(long step) {
        return code(step, "HmacSHA1", DIGITS);
    }

    String code(long step, String algorithm, int digits) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(secret, algorithm));
            byte[] hash = mac.doFinal(ByteBuffer.allocate(8).putLong(step).array());
            int offset = hash[hash.length - 1] & 0xF;
            int number = ByteBuffer.wrap(hash).getInt(offset) & 0x7FFF_FFFF;
            return String.format(Locale.ROOT, "%0" + digits + "d", number % (long) Math.pow(10, digits));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java lacks " + algorithm, e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /// Nothing of the secret.
    @Override
    public String toString() {
        return "Totp[***]";
    }
}
