package dev.quayside.identity.password;

import com.password4j.Argon2Function;
import com.password4j.BadParametersException;
import com.password4j.BcryptFunction;
import com.password4j.types.Argon2;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Hashes of passwords: ours are Argon2id, all bytes of a password count. Those of older systems (bcrypt) are checked
/// too, and are to be replaced when their owner logs in. Safe for several threads.
///
/// Source: RFC 9106; OWASP Password Storage Cheat Sheet (Argon2id with 19 MiB, 2 iterations, 1 lane).
public final class PasswordHashes {
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final Pattern BCRYPT = Pattern.compile("\\$2[aby]\\$(\\d\\d)\\$[./A-Za-z0-9]{53}");

    /// A higher cost is not a hash that anybody made in earnest, and would hold a processor for a minute.
    private static final int HIGHEST_BCRYPT = 16;

    /// How much work one hash is.
    public record Cost(int memoryKib, int iterations) {
        /// About 60 ms on one core of a server of 2024.
        public static final Cost DEFAULT = new Cost(19_456, 2);

        private Argon2Function function() {
            return Argon2Function.getInstance(memoryKib, iterations, 1, HASH_BYTES, Argon2.ID);
        }

        private String prefix() {
            return "$argon2id$v=19$m=%d,t=%d,p=1$".formatted(memoryKib, iterations);
        }
    }

    private final Cost cost;
    private final HashQueue queue;
    private final String nobody;
    private final SecureRandom random = new SecureRandom();

    public PasswordHashes(Cost cost, HashQueue queue) {
        this.cost = cost;
        this.queue = queue;
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        nobody = cost.prefix()
                + base64.encodeToString(new byte[SALT_BYTES])
                + "$"
                + base64.encodeToString(new byte[HASH_BYTES]);
    }

    /// A new hash; empty if too many are being made.
    public Optional<String> hash(String password) throws InterruptedException {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return queue.call(() -> cost.function().hash(bytes(password), salt).getResult());
    }

    /// Whether `password` is the one that was hashed; empty if too many are being checked.
    ///
    /// @param stored null if there is nobody with that name: as much work, and false
    public Optional<Boolean> check(String password, @Nullable String stored) throws InterruptedException {
        return queue.call(() -> matches(password, stored == null ? nobody : stored) && stored != null);
    }

    /// Whether a hash was made by another method, or with less work, than now.
    public boolean outdated(String stored) {
        return !stored.startsWith(cost.prefix());
    }

    private static boolean matches(String password, String stored) {
        try {
            if (stored.startsWith("$argon2")) {
                return Argon2Function.getInstanceFromHash(stored)
                        .check(bytes(password), stored.getBytes(StandardCharsets.UTF_8));
            }
            Matcher bcrypt = BCRYPT.matcher(stored);
            return bcrypt.matches()
                    && Integer.parseInt(bcrypt.group(1)) <= HIGHEST_BCRYPT
                    && matchesBcrypt(password, stored);
        } catch (BadParametersException e) {
            return false;
        }
    }

    /// `2a`, `2b` and `2y` are one method for what systems of today make; only as `2b` the library reads letters beyond
    /// ASCII as they do.
    private static boolean matchesBcrypt(String password, String stored) {
        String hash = "$2b" + stored.substring(3);
        return BcryptFunction.getInstanceFromHash(hash)
                .check(password.getBytes(StandardCharsets.UTF_8), hash.getBytes(StandardCharsets.UTF_8));
    }

    /// The same text may be typed as different characters, by keyboard and system.
    private static byte[] bytes(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFC).getBytes(StandardCharsets.UTF_8);
    }
}
