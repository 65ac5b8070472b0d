package dev.quayside.identity.password;

import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Passwords that many people have, from a file with one a line.
public final class CommonPasswords {
    private CommonPasswords() {}

    /// All of them, in small letters.
    ///
    /// @throws ProblemException `config.unreadable-file`
    public static Set<String> read(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.map(line -> line.strip().toLowerCase(Locale.ROOT))
                    .filter(line -> !line.isEmpty())
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException | java.io.UncheckedIOException e) {
            throw new ProblemException(
                    new Problem(
                            "config.unreadable-file",
                            "The list of common passwords (auth.common-passwords) in " + file + " cannot be read: "
                                    + e.getMessage()),
                    e);
        }
    }
}
