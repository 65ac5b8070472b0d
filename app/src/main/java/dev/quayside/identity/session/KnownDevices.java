package dev.quayside.identity.session;

import dev.quayside.secret.RootKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Marks of devices on which somebody has logged in. Guesses from such a device are counted for it alone, so that
/// nobody can lock the owner of an account out by guessing elsewhere. A mark opens nothing. Safe for several threads.
///
/// Source: OWASP, "Slow Down Online Guessing Attacks with Device Cookies".
public final class KnownDevices {
    public static final Duration KNOWN = Duration.ofDays(180);

    private static final String PURPOSE = "known-device";
    private static final int NAME_BYTES = 16;
    private static final int PARTS = 3;

    private final RootKey root;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    public KnownDevices(RootKey root, InstantSource clock) {
        this.root = root;
        this.clock = clock;
    }

    /// A mark for a device on which the owner of `account` has just logged in.
    public String mark(UUID account) {
        byte[] name = new byte[NAME_BYTES];
        random.nextBytes(name);
        String plain = base64(name) + "." + clock.instant().getEpochSecond();
        return plain + "." + code(account, plain);
    }

    /// The name of the device, if the mark is one of ours for this account and not too old.
    public Optional<String> find(@Nullable String mark, UUID account) {
        String[] parts = mark == null ? new String[0] : mark.split("\\.", -1);
        if (parts.length != PARTS) {
            return Optional.empty();
        }
        boolean ours = MessageDigest.isEqual(
                code(account, parts[0] + "." + parts[1]).getBytes(StandardCharsets.UTF_8),
                parts[2].getBytes(StandardCharsets.UTF_8));
        return ours && clock.instant().isBefore(made(parts[1]).plus(KNOWN)) ? Optional.of(parts[0]) : Optional.empty();
    }

    private static Instant made(String seconds) {
        return Instant.ofEpochSecond(Long.parseLong(seconds));
    }

    private String code(UUID account, String plain) {
        return base64(root.authenticate(PURPOSE, (account + "/" + plain).getBytes(StandardCharsets.UTF_8)));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
