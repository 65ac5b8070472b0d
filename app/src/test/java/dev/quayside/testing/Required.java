package dev.quayside.testing;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a test needs of the machine. Where it is missing the test is skipped visibly; with `QUAYSIDE_REQUIRE_ALL=1`
/// it fails instead.
public final class Required {
    private Required() {}

    /// Where `name` lies on the PATH.
    public static Path program(String name) {
        for (String folder :
                Optional.ofNullable(System.getenv("PATH")).orElse("").split(Pattern.quote(File.pathSeparator), -1)) {
            Path program = Path.of(folder, name);
            if (!folder.isEmpty() && Files.isExecutable(program)) {
                return program;
            }
        }
        return missing("the program " + name + " is not on the PATH");
    }

    /// A folder of the shared sample data, for example `workflows`: below `QUAYSIDE_SHARED`, else below `../shared`
    /// beside the repository.
    public static Path data(String name) {
        String shared = Optional.ofNullable(System.getenv("QUAYSIDE_SHARED")).orElse("../../shared");
        Path folder = Path.of(shared, "data", name);
        return Files.exists(folder) ? folder : missing("there is no " + folder.toAbsolutePath());
    }

    /// Goes on only if `met`.
    public static void that(boolean met, String what) {
        if (!met) {
            Path _ = missing(what);
        }
    }

    private static Path missing(String what) {
        return "1".equals(System.getenv("QUAYSIDE_REQUIRE_ALL"))
                ? fail("required here: " + what)
                : abort("skipped: " + what);
    }
}
