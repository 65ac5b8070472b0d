package dev.quayside.workflow.trigger;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What becomes of moments at which a schedule should have fired while no server was there.
public enum Missed {
    /// Nothing.
    NONE,
    /// The latest of them fires, late.
    LAST,
    /// Each of them fires, the oldest first.
    ALL;

    /// As the API and the table write it.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Missed> find(String word) {
        return Arrays.stream(values())
                .filter(policy -> policy.word().equals(word))
                .findFirst();
    }
}
