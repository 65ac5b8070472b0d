package dev.quayside.database.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// A folder with everything in it.
final class FolderTree {
    private FolderTree() {}

    /// Deletes it as far as that is possible; what cannot be deleted stays.
    static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> walk = Files.walk(folder)) {
            List<Path> deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
            deepestFirst.forEach(path -> path.toFile().delete());
        } catch (IOException | UncheckedIOException _) {
            // Somebody else is deleting it too, or it is not ours: nothing depends on its being gone.
        }
    }
}
