package dev.quayside.action.script;

import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import dev.quayside.process.Isolation;
import dev.quayside.process.Resting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The warm workers of one language: started when first needed, kept while they behave and are needed. Safe for
/// several threads.
final class WorkerPool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerPool.class);

    private final Language language;
    private final boolean allowUnisolated;
    private final Semaphore atOnce;
    private final Resting<Worker> resting = new Resting<>(Resting.LONG);
    private final AtomicReference<@Nullable Home> home = new AtomicReference<>();
    private final AtomicLong started = new AtomicLong();

    WorkerPool(Language language, ScriptSettings settings) {
        this.language = language;
        this.allowUnisolated = settings.allowUnisolated();
        this.atOnce = new Semaphore(settings.workers(), true);
    }

    /// Runs one script, on a worker of its own while it lasts.
    ///
    /// @throws ProblemException `script.unavailable`, `script.python-missing` or `script.not-isolated`
    Ending run(Job job, ScriptLog log) throws InterruptedException {
        atOnce.acquire();
        try {
            Worker worker = take();
            Ending ending = worker.run(job, log);
            if (ending.reusable()) {
                resting.put(worker);
            } else {
                worker.close();
            }
            return ending;
        } finally {
            atOnce.release();
        }
    }

    /// Kills all workers.
    @Override
    public void close() {
        resting.close();
        Home made = home.getAndSet(null);
        if (made != null) {
            made.delete();
        }
    }

    private Worker take() throws InterruptedException {
        Optional<Worker> warm = resting.take();
        return warm.isPresent() ? warm.get() : start();
    }

    private Worker start() throws InterruptedException {
        Home here = home();
        Language.Launch launch = language.launch();
        try {
            long number = started.incrementAndGet();
            Path folder = Files.createDirectory(here.folder.resolve("worker-" + number));
            return Worker.start(
                    here.isolation.command(folder, launch.readable(), List.of(), launch.command()),
                    folder,
                    here.folder.resolve("worker-" + number + ".txt"));
        } catch (IOException e) {
            throw new ProblemException(
                    new Problem("script.unavailable", "No folder for a worker: " + e.getMessage()), e);
        }
    }

    /// Where this pool lives; found out at the first use.
    private synchronized Home home() throws InterruptedException {
        Home known = home.get();
        if (known == null) {
            known = Home.make(language);
            home.set(known);
            if (!known.isolation.complete() && allowUnisolated) {
                LOG.warn(
                        "{} scripts run without isolation, with this server's user, files and network: {}",
                        language.name(),
                        known.isolation.missing());
            }
        }
        if (!known.isolation.complete() && !allowUnisolated) {
            throw new ProblemException(
                    "script.not-isolated",
                    "Scripts are refused because they would not be isolated: " + known.isolation.missing()
                            + ". To run them all the same, with this server's user, files and network, set"
                            + " scripts.allow-unisolated to true.");
        }
        return known;
    }

    /// A folder of our own and the walls that can be built there.
    private record Home(Path folder, Isolation isolation) {
        static Home make(Language language) throws InterruptedException {
            try {
                Path folder = Files.createTempDirectory("quayside-" + language.name() + "-");
                return new Home(folder, Isolation.probe(Files.createDirectory(folder.resolve("probe"))));
            } catch (IOException e) {
                throw new ProblemException(
                        new Problem("script.unavailable", "No folder for scripts: " + e.getMessage()), e);
            }
        }

        void delete() {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            } catch (IOException | UncheckedIOException e) {
                LOG.warn("Could not delete {}: {}; it can be removed by hand", folder, e.toString());
            }
        }
    }
}
