package dev.quayside.identity.account;

import dev.quayside.identity.throttle.Counter;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What guesses are counted for: passwords and codes apart, each per account and per network; from a known device, for
/// the device alone.
final class Guesses {
    private static final Duration LOCK = Duration.ofMinutes(15);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Counter.Rule PASSWORD = new Counter.Rule(5, 10, LOCK, DAY);
    private static final Counter.Rule CODE = new Counter.Rule(5, 5, LOCK, DAY);
    private static final Counter.Rule NETWORK = new Counter.Rule(50, 100, LOCK, Duration.ofHours(1));
    private static final Counter.Rule REGISTRATION =
            new Counter.Rule(200, 400, Duration.ofHours(1), Duration.ofHours(1));
    private static final int IPV4_PREFIX_BYTES = 3;
    private static final int IPV6_PREFIX_BYTES = 7;

    private Guesses() {}

    /// Of a password. It is the same whether there is somebody with that name or not.
    static List<Counter> password(String username, @Nullable String address, Optional<String> device) {
        return device.map(name -> List.of(new Counter("password:device:" + name, PASSWORD)))
                .orElseGet(() -> List.of(
                        new Counter("password:network:" + network(address), NETWORK),
                        new Counter("password:account:" + digest(AccountTable.key(username)), PASSWORD)));
    }

    /// Of a code.
    static List<Counter> code(Account account, @Nullable String address, Optional<String> device) {
        return device.map(name -> List.of(new Counter("code:device:" + name, CODE)))
                .orElseGet(() -> List.of(
                        new Counter("code:network:" + network(address), NETWORK),
                        new Counter("code:account:" + account.id(), CODE)));
    }

    static List<Counter> registration(@Nullable String address) {
        return List.of(new Counter("registration:network:" + network(address), REGISTRATION));
    }

    /// Whether a right guess proves that the wrong ones before it were mistakes. Those of a network may be somebody
    /// else's.
    static boolean forgiven(Counter counter) {
        return !counter.rule().equals(NETWORK);
    }

    /// What one customer of a provider usually has: /24, or /56 of IPv6.
    static String network(@Nullable String address) {
        if (address == null) {
            return "none";
        }
        try {
            String plain = address.replaceAll("^\\[|]$|%.*$", "");
            InetAddress parsed = InetAddress.ofLiteral(plain);
            int bytes = parsed instanceof Inet4Address ? IPV4_PREFIX_BYTES : IPV6_PREFIX_BYTES;
            return HexFormat.of().formatHex(Arrays.copyOf(parsed.getAddress(), bytes));
        } catch (IllegalArgumentException e) {
            return digest(address);
        }
    }

    /// Names are of any length, and need not be read by whoever reads the table.
    private static String digest(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java lacks SHA-256", e);
        }
    }
}
