package dev.quayside.identity.factor;

import dev.quayside.secret.RootKey;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// Codes that stand in for an authenticator that was lost, each once. They are kept as codes of authentication made
/// with our secret: who reads the database cannot try them out. Safe for several threads.
public final class RecoveryCodes {
    private static final String PURPOSE = "recovery-code";
    private static final int COUNT = 10;
    private static final int HALF = 5;

    private static final int BYTES = 10;

    private final RootKey root;
    private final SecureRandom random = new SecureRandom();

    public RecoveryCodes(RootKey root) {
        this.root = root;
    }

    /// New codes in the place of all that were there, as they are shown once.
    public List<String> renew(Handle handle, UUID account) {
        List<String> codes = new ArrayList<>();
        RecoveryCodeTable.remove(handle, account);
        for (int i = 0; i < COUNT; i++) {
            byte[] bytes = new byte[BYTES];
            random.nextBytes(bytes);
            String code = Base32.encode(bytes).substring(0, 2 * HALF);
            RecoveryCodeTable.add(handle, account, hash(account, code));
            codes.add(code.substring(0, HALF) + "-" + code.substring(HALF));
        }
        return codes;
    }

    /// Whether a text may be one of these and not of an authenticator.
    public static boolean fits(String code) {
        return plain(code).length() == 2 * HALF;
    }

    /// Uses a code up.
    ///
    /// @return whether it was one that was not used yet
    public boolean use(Handle handle, UUID account, String code, Instant now) {
        return RecoveryCodeTable.use(handle, account, hash(account, plain(code)), now);
    }

    /// How many are left.
    public int left(Handle handle, UUID account) {
        return RecoveryCodeTable.left(handle, account);
    }

    public void remove(Handle handle, UUID account) {
        RecoveryCodeTable.remove(handle, account);
    }

    private byte[] hash(UUID account, String code) {
        return root.authenticate(PURPOSE, (account + "/" + code).getBytes(StandardCharsets.UTF_8));
    }

    private static String plain(String code) {
        return code.replaceAll("[\\s-]", "").toUpperCase(Locale.ROOT);
    }
}
