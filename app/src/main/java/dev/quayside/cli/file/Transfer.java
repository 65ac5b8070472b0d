package dev.quayside.cli.file;

import dev.quayside.base.Pause;
import dev.quayside.base.ProblemException;
import dev.quayside.cli.OutputOptions;
import dev.quayside.cli.Terminal;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/// How far a file has come on its way, and how often it was tried to go on after a break. One thread at a time.
final class Transfer {
    private static final int ATTEMPTS = 5;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private final Terminal terminal;
    private final OutputOptions output;
    private final Pause pause;
    private final String name;
    private final long size;
    private final AtomicInteger breaks = new AtomicInteger();

    /// @param size in bytes
    Transfer(Terminal terminal, OutputOptions output, Pause pause, String name, long size) {
        this.terminal = terminal;
        this.output = output;
        this.pause = pause;
        this.name = Terminal.printable(name);
        this.size = size;
    }

    /// It has come to byte `at`.
    void at(long at) {
        breaks.set(0);
        terminal.moving(output, "%s  %d %%  of %s".formatted(name, size == 0 ? 100 : at * 100 / size, megabytes(size)));
    }

    /// It broke off: waits, longer every time that nothing came in between.
    ///
    /// @throws ProblemException the reason, if it was tried often enough
    void broke(ProblemException reason) throws InterruptedException {
        int before = breaks.getAndIncrement();
        if (before == ATTEMPTS) {
            throw reason;
        }
        Duration wait = FIRST_PAUSE.multipliedBy(1L << before);
        terminal.progress(
                output,
                "%s broke off and goes on in %d s: %s"
                        .formatted(name, wait.toSeconds(), reason.problem().detail()));
        pause.sleep(wait);
    }

    /// It is there.
    void done(String word) {
        terminal.progress(output, "%s %s, %s".formatted(word, name, megabytes(size)));
    }

    private static String megabytes(long bytes) {
        return bytes < 1_000_000 ? bytes + " bytes" : String.format(Locale.ROOT, "%.1f MB", bytes / 1_000_000.0);
    }
}
