package dev.quayside.identity.session;

import java.time.Duration;

/// How long sessions last.
///
/// @param idle without use
/// @param limit in any case
public record SessionSettings(Duration idle, Duration limit) {
    public static final SessionSettings DEFAULT = new SessionSettings(Duration.ofDays(30), Duration.ofDays(90));

    private static final Duration LONGEST_GRAIN = Duration.ofHours(1);
    private static final int GRAINS = 24;

    public SessionSettings {
        if (idle.compareTo(Duration.ofMinutes(1)) < 0 || limit.compareTo(idle) < 0) {
            throw new IllegalArgumentException(
                    "auth.session-idle must be at least 1m and not longer than auth.session-limit, but they are %s and %s"
                            .formatted(idle, limit));
        }
    }

    /// How old the note of the last use may get before it is written anew.
    Duration grain() {
        Duration part = idle.dividedBy(GRAINS);
        return part.compareTo(LONGEST_GRAIN) < 0 ? part : LONGEST_GRAIN;
    }
}
