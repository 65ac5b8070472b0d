package dev.quayside.cli;

import dev.quayside.cli.Program.Purpose;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `serve`: the server, until it is told to stop.
@Command(name = "serve", description = "Serve the API and work on runs until told to stop (Ctrl-C or SIGTERM)")
public final class ServeCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

    private final Terminal terminal;
    private final Program.Opener opener;

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Mixin
    private ServerOptions server = new ServerOptions();

    public ServeCommand(Terminal terminal, Program.Opener opener) {
        this.terminal = terminal;
        this.opener = opener;
    }

    @Override
    public Integer call() throws InterruptedException {
        CountDownLatch told = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        Thread onSignal = Thread.ofPlatform().name("stop").unstarted(() -> {
            told.countDown();
            awaitQuietly(closed);
        });
        Runtime.getRuntime().addShutdownHook(onSignal);
        try (Program program = opener.open(server.data(), server.port(), Purpose.SERVE)) {
            terminal.progress(
                    output,
                    "Quayside is ready: "
                            + program.address().map(Object::toString).orElse("no address") + ", data in "
                            + server.data() + ", database " + program.databaseAddress());
            told.await();
            LOG.info("Stopping: runs under way are handed over");
        } finally {
            closed.countDown();
        }
        LOG.info("Stopped");
        return ExitCode.OK.number();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
