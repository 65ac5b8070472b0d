package dev.quayside.document.child;

import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import dev.quayside.process.Isolation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where all children live: a folder that is ours alone, and the walls that can be built there. Found out at the first
/// use. Safe for several threads.
public final class ChildHome implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChildHome.class);

    private final AtomicReference<@Nullable Place> place = new AtomicReference<>();

    /// What was found out.
    record Place(Path folder, Isolation isolation, ClassPath classPath) {}

    /// Finds out, once.
    ///
    /// @throws ProblemException `document.unavailable`
    synchronized Place place() throws InterruptedException {
        Place known = place.get();
        if (known != null) {
            return known;
        }
        try {
            Path folder = Files.createTempDirectory("quayside-documents-");
            Isolation isolation = Isolation.probe(Files.createDirectory(folder.resolve("probe")));
            Place made = new Place(folder, isolation, ClassPath.running().gathered(folder.resolve("classes")));
            if (!made.isolation().complete()) {
                LOG.warn(
                        "Documents are read in processes that are limited, but could reach the network and files of this"
                                + " user if a file took one of them over: {}",
                        made.isolation().missing());
            }
            place.set(made);
            return made;
        } catch (IOException e) {
            throw new ProblemException(
                    new Problem("document.unavailable", "No folder for documents: " + e.getMessage()), e);
        }
    }

    /// Deletes the folder; the pools must be closed before.
    @Override
    public void close() {
        Place made = place.getAndSet(null);
        if (made == null) {
            return;
        }
        try (Stream<Path> all = Files.walk(made.folder())) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("Could not delete {}: {}; it can be removed by hand", made.folder(), e.toString());
        }
    }
}
