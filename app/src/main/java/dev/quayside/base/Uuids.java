package dev.quayside.base;

import java.security.SecureRandom;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/// Makes UUIDs of version 7, unguessable and sorted by the time they were made, and reads UUIDs of any.
///
/// Source: RFC 9562, section 5.7. Safe for several threads.
public final class Uuids {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Pattern FORM = Pattern.compile("[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}");

    private Uuids() {}

    /// The id that a text is, in its common form of 36 characters; empty if it is none.
    public static Optional<UUID> find(String text) {
        return FORM.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
    }

    /// A new id that sorts after those made in earlier milliseconds.
    public static UUID next() {
        byte[] random = new byte[10];
        RANDOM.nextBytes(random);
        long high = (System.currentTimeMillis() << 16) | 0x7000L | ((random[0] & 0x0FL) << 8) | (random[1] & 0xFFL);
        long low = 0x80L | (random[2] & 0x3FL);
        for (int i = 3; i < 10; i++) {
            low = (low << 8) | (random[i] & 0xFFL);
        }
        return new UUID(high, low);
    }
}
