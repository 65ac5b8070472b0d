package dev.quayside.secret;

import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/// Seals what must not be read or changed where it lies, with AES-256-GCM.
///
/// What is sealed opens only for the purpose it was sealed for: name the place (`signing-key/<id>`), and a value
/// that somebody moved to another row does not open there. Form: version (1 byte, 1), id of the secret (4), nonce
/// (12, random), ciphertext and tag (16).
///
/// Source: NIST SP 800-38D; a random nonce is good for 2^32 sealings. Safe for several threads.
public final class Sealer {
    private static final byte VERSION = 1;
    private static final int ID_BYTES = 4;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int HEAD_BYTES = 1 + ID_BYTES + NONCE_BYTES;

    private final SecretKey key;
    private final byte[] keyId;
    private final SecureRandom random = new SecureRandom();

    public Sealer(RootKey root) {
        key = root.aes("seal");
        keyId = root.id();
    }

    /// Seals `plain` for `purpose`; twice the same gives two results.
    public byte[] seal(byte[] plain, String purpose) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] head = ByteBuffer.allocate(HEAD_BYTES)
                .put(VERSION)
                .put(keyId)
                .put(nonce)
                .array();
        try {
            byte[] body = cipher(Cipher.ENCRYPT_MODE, head, purpose).doFinal(plain);
            return ByteBuffer.allocate(head.length + body.length)
                    .put(head)
                    .put(body)
                    .array();
        } catch (GeneralSecurityException e) {
            throw RootKey.missing(e);
        }
    }

    /// Opens what was sealed for `purpose`.
    ///
    /// @throws ProblemException `secret.other-key` if it was sealed with another secret, `secret.damaged` if it was
    ///     changed or sealed for another purpose
    public byte[] open(byte[] sealed, String purpose) {
        if (sealed.length < HEAD_BYTES + TAG_BITS / 8 || sealed[0] != VERSION) {
            throw damaged(purpose, null);
        }
        if (!Arrays.equals(sealed, 1, 1 + ID_BYTES, keyId, 0, ID_BYTES)) {
            throw new ProblemException(
                    "secret.other-key",
                    "'%s' was sealed with another secret: start with the SECRET_KEY (or the file secret.key in the data folder) that was used before"
                            .formatted(purpose));
        }
        byte[] head = Arrays.copyOf(sealed, HEAD_BYTES);
        try {
            return cipher(Cipher.DECRYPT_MODE, head, purpose).doFinal(sealed, HEAD_BYTES, sealed.length - HEAD_BYTES);
        } catch (AEADBadTagException e) {
            throw damaged(purpose, e);
        } catch (GeneralSecurityException e) {
            throw RootKey.missing(e);
        }
    }

    private Cipher cipher(int mode, byte[] head, String purpose) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, head, 1 + ID_BYTES, NONCE_BYTES));
        cipher.updateAAD(head);
        cipher.updateAAD(purpose.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private static ProblemException damaged(String purpose, @org.jspecify.annotations.Nullable Throwable cause) {
        var problem = new Problem(
                "secret.damaged",
                "What was sealed for '" + purpose + "' was changed, or belongs elsewhere; restore it from a backup");
        return cause == null ? new ProblemException(problem) : new ProblemException(problem, cause);
    }
}
