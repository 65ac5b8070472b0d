package dev.quayside.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `worker`: works on documents that servers send through a queue, until it is told to stop.
@Command(name = "worker", description = "Work on documents from a queue until told to stop; needs no database")
public final class WorkerCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerCommand.class);

    private final Terminal terminal;
    private final Opener opener;

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "${env:QUAYSIDE_DATA:-./data}",
            description = "where quayside.yaml lies, if there is one (QUAYSIDE_DATA; default: ./data)")
    private Path data = Path.of("data");

    @Option(
            names = "--queue",
            paramLabel = "URL",
            description = "the one queue to take from (default: those of the settings)")
    private @Nullable String queue;

    /// How the command gets at the worker: the stage that puts it together comes after this one.
    @FunctionalInterface
    public interface Opener {
        /// Starts to work.
        ///
        /// @param queue to take from; null for those of the settings
        /// @return what stops it
        /// @throws dev.quayside.base.ProblemException if it cannot start; nothing is left running then
        Running open(Path data, @Nullable String queue);
    }

    /// A worker that works.
    @FunctionalInterface
    public interface Running extends AutoCloseable {
        @Override
        void close();
    }

    public WorkerCommand(Terminal terminal, Opener opener) {
        this.terminal = terminal;
        this.opener = opener;
    }

    @Override
    public Integer call() throws InterruptedException {
        return UntilStopped.run(this::work).number();
    }

    private void work(CountDownLatch told) throws InterruptedException {
        try (Running _ = opener.open(data.toAbsolutePath().normalize(), queue)) {
            terminal.progress(output, "Quayside works on documents");
            told.await();
            LOG.info("Stopping: what is under way is finished, or given back");
        }
        LOG.info("Stopped");
    }
}
