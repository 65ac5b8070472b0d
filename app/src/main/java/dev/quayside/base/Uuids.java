package dev.quayside.base;

import java.security.SecureRandom;
import java.util.UUID;

/// Makes UUIDs of version 7: unguessable, and sorted by the time they were made.
///
/// Source: RFC 9562, section 5.7. Safe for several threads.
public final class Uuids {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Uuids() {}

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
