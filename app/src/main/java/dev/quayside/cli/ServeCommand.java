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
        return UntilStopped.run(this::serve).number();
    }

    private void serve(CountDownLatch told) throws InterruptedException {
        try (Program program = opener.open(server.data(), server.port(), Purpose.SERVE)) {
            terminal.progress(
                    output,
                    "Quayside is ready: "
                            + program.address().map(Object::toString).orElse("no address") + ", data in "
                            + server.data() + ", database " + program.databaseAddress());
            program.invitation()
                    .ifPresent(link -> terminal.progress(
                            output,
                            "Nobody administers this installation yet. Whoever opens this link within 24 hours does: "
                                    + link));
            told.await();
            LOG.info("Stopping: runs under way are handed over");
        }
        LOG.info("Stopped");
    }
}
