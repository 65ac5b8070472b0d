package dev.quayside.benchmarks;

import java.io.UncheckedIOException;

/// Ends what a benchmark has started when this process is told to stop, as by Ctrl-C. Safe for several threads.
final class Interruption implements AutoCloseable {
    private final Thread hook;

    private Interruption(Thread hook) {
        this.hook = hook;
    }

    /// From now on, until closed.
    static Interruption register(Children children, Scratch folder) {
        Thread hook = Thread.ofPlatform().name("bench-stop").unstarted(() -> {
            children.close();
            try {
                folder.close();
            } catch (UncheckedIOException e) {
                System.err.println("warning: " + folder.path() + " could not be removed: " + e.getMessage());
            }
        });
        Runtime.getRuntime().addShutdownHook(hook);
        return new Interruption(hook);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // The process is ending: the hook is at work.
        }
    }
}
