package dev.quayside.benchmarks;

import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/// What a benchmark works with.
///
/// @param root the project's folder
/// @param scratch an empty folder on the disk to be measured, removed afterwards
/// @param quick whether it should take less time and may be less exact
/// @param children started processes go in here, so that none is left
/// @param progress told what is being done
record Bench(Path root, Path scratch, boolean quick, Children children, Consumer<String> progress) {
    /// The packaged program: `bin` and `lib`.
    Path program() {
        return root.resolve("app/target/quayside");
    }

    /// A new folder on the disk to be measured.
    ///
    /// @throws ProblemException `bench.disk`
    Path folder(String name) {
        try {
            return Files.createDirectory(scratch.resolve(name));
        } catch (IOException e) {
            throw new ProblemException(
                    new Problem("bench.disk", "No folder could be made in " + scratch + ": " + e.getMessage()), e);
        }
    }

    void say(String line) {
        progress.accept(line);
    }

    /// `quickly` in a quick run, else `thoroughly`.
    int choose(int quickly, int thoroughly) {
        return quick ? quickly : thoroughly;
    }
}
