package dev.quayside.workflow.run;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// Takes secret values out of texts before they are logged or shown. Immutable.
public final class Masker {
    /// Shorter values are left: they would blot out ordinary words.
    private static final int SHORTEST = 4;

    private final List<String> secrets;

    public Masker(Collection<String> secrets) {
        this.secrets = secrets.stream()
                .filter(secret -> secret.length() >= SHORTEST)
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    /// `text` with every secret replaced by `***`.
    public String mask(String text) {
        String masked = text;
        for (String secret : secrets) {
            masked = masked.replace(secret, "***");
        }
        return masked;
    }
}
