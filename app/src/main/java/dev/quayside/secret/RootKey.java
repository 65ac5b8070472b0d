package dev.quayside.secret;

import dev.quayside.base.ProblemException;
import dev.quayside.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.HexFormat;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

/// The installation's one secret. It is never used itself: each purpose has a key of its own, derived with
/// HKDF-SHA256, so that what one purpose gives away says nothing about another.
///
/// Source: RFC 5869. Immutable.
public final class RootKey {
    /// Shortest secret accepted, in bytes of UTF-8.
    public static final int MIN_BYTES = 32;

    private static final int ID_BYTES = 4;
    private static final int DERIVED_BYTES = 32;
    private static final byte[] SALT = "quayside".getBytes(StandardCharsets.UTF_8);

    private final Secret secret;

    private RootKey(Secret secret) {
        this.secret = secret;
    }

    /// A secret given as text.
    ///
    /// @param source where it stands, for the message
    /// @throws ProblemException `secret.too-short`
    public static RootKey of(Secret secret, String source) {
        int bytes = secret.value().getBytes(StandardCharsets.UTF_8).length;
        if (bytes < MIN_BYTES) {
            throw new ProblemException(
                    "secret.too-short",
                    "The secret in %s has %d bytes and needs at least %d; make one with: openssl rand -base64 48"
                            .formatted(source, bytes, MIN_BYTES));
        }
        return new RootKey(secret);
    }

    /// The code that authenticates `data` for `purpose` (HMAC-SHA256, 32 bytes): nobody without the secret can make it.
    public byte[] authenticate(String purpose, byte[] data) {
        return authenticator(purpose).doFinal(data);
    }

    /// What [#authenticate] calculates with, for many texts in a row. One thread at a time.
    public Mac authenticator(String purpose) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(derive("HmacSHA256", "authenticate:" + purpose));
            return mac;
        } catch (InvalidKeyException e) {
            throw new IllegalStateException(e);
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    /// A key of 256 bits for AES.
    SecretKey aes(String purpose) {
        return derive("AES", purpose);
    }

    /// Names the secret without giving anything of it away; 4 bytes.
    byte[] id() {
        return java.util.Arrays.copyOf(derive("Generic", "id").getEncoded(), ID_BYTES);
    }

    private SecretKey derive(String algorithm, String purpose) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveKey(
                            algorithm,
                            HKDFParameterSpec.ofExtract()
                                    .addSalt(SALT)
                                    .addIKM(secret.value().getBytes(StandardCharsets.UTF_8))
                                    .thenExpand(purpose.getBytes(StandardCharsets.UTF_8), DERIVED_BYTES));
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    /// Every Java platform has these algorithms.
    static IllegalStateException missing(GeneralSecurityException e) {
        return new IllegalStateException("this Java lacks an algorithm that every Java has", e);
    }

    /// Its id; nothing of the secret.
    @Override
    public String toString() {
        return "root key " + HexFormat.of().formatHex(id());
    }
}
