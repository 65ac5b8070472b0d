package dev.quayside.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs something until the process is told to stop (Ctrl-C or SIGTERM), and lets it stop in its own way.
final class UntilStopped {
    private static final Logger LOG = LoggerFactory.getLogger(UntilStopped.class);

    private UntilStopped() {}

    /// What runs.
    interface Service {
        /// Returns when it has stopped, some time after `told` came down to zero.
        void run(CountDownLatch told) throws InterruptedException;
    }

    static ExitCode run(Service service) throws InterruptedException {
        CountDownLatch told = new CountDownLatch(1);
        CompletableFuture<ExitCode> outcome = new CompletableFuture<>();
        Thread onSignal = Thread.ofPlatform().name("stop").unstarted(() -> {
            told.countDown();
            // Without this the JVM would return the signal's number, although the stop was asked for and went well.
            Runtime.getRuntime().halt(outcome.join().number());
        });
        Runtime.getRuntime().addShutdownHook(onSignal);
        try {
            service.run(told);
            outcome.complete(ExitCode.OK);
            return ExitCode.OK;
        } finally {
            outcome.complete(ExitCode.FAILED);
            remove(onSignal);
        }
    }

    private static void remove(Thread hook) {
        try {
            boolean _ = Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException stopping) {
            LOG.debug("The process ends, and the hook with it");
        }
    }
}
