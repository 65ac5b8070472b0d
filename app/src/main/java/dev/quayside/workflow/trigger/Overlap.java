package dev.quayside.workflow.trigger;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What becomes of a fire while a run that the same schedule started has not ended.
public enum Overlap {
    /// It is left out, and counted.
    SKIP,
    /// It waits for the end; further ones are left out while one waits.
    QUEUE,
    /// It starts a run beside the other.
    ALLOW;

    /// As the API and the table write it.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Overlap> find(String word) {
        return Arrays.stream(values())
                .filter(policy -> policy.word().equals(word))
                .findFirst();
    }
}
