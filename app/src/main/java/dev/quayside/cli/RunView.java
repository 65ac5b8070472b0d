package dev.quayside.cli;

import dev.quayside.base.Durations;
import dev.quayside.step.StepContext.Level;
import dev.quayside.workflow.run.LogLine;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Shows a run as it goes: a line for each thing that happens, and a bar below them on a terminal. One thread at a
/// time.
final class RunView {
    private static final int BAR = 30;

    private final Terminal terminal;
    private final int steps;
    private final boolean bar;
    private final boolean color;
    private final Set<String> over = new HashSet<>();
    private @Nullable Instant began;

    /// @param steps how many steps the workflow has
    /// @param bar whether to draw a bar: on a terminal only
    RunView(Terminal terminal, int steps, boolean bar, boolean color) {
        this.terminal = terminal;
        this.steps = steps;
        this.bar = bar;
        this.color = color && bar;
    }

    /// Shows one line; always true, so that the next one is shown too.
    boolean show(LogLine line) {
        Instant start = began == null ? line.at() : began;
        began = start;
        boolean stepOver =
                switch (line.type()) {
                    case STEP_COMPLETED, STEP_FAILED, STEP_SKIPPED, STEP_REUSED, STEP_CANCELLED -> true;
                    default -> false;
                };
        if (stepOver && line.item() < 0 && line.stepId() != null) {
            over.add(line.stepId());
        }
        clear();
        if (line.type() != LogLine.Type.STEP_PROGRESS || !bar) {
            terminal.err().println(text(line, Duration.between(start, line.at())));
        }
        if (bar && line.type() != LogLine.Type.RUN_ENDED) {
            draw(line, Duration.between(start, line.at()));
        }
        return true;
    }

    private String text(LogLine line, Duration since) {
        String seconds = String.format(Locale.ROOT, "%9.3f s", since.toMillis() / 1_000.0);
        String took = line.metadata().has("duration_ms")
                ? " ("
                        + Durations.write(Duration.ofMillis(
                                line.metadata().path("duration_ms").asLong())) + ")"
                : "";
        String step = line.type() == LogLine.Type.LOG && line.stepId() != null ? line.stepId() + " | " : "";
        return seconds + "  " + mark(line.level()) + step + Terminal.printable(line.message()) + took;
    }

    private String mark(Level level) {
        String word =
                switch (level) {
                    case ERROR -> "ERROR ";
                    case WARNING -> "WARN  ";
                    case INFO, DEBUG -> "";
                };
        String paint =
                switch (level) {
                    case ERROR -> "\u001b[31m";
                    case WARNING -> "\u001b[33m";
                    case INFO, DEBUG -> "";
                };
        return color && !word.isEmpty() ? paint + word + "\u001b[0m" : word;
    }

    private void draw(LogLine line, Duration since) {
        int done = steps == 0 ? BAR : over.size() * BAR / steps;
        String note = line.type() == LogLine.Type.STEP_PROGRESS ? "  " + line.stepId() + ": " + line.message() : "";
        terminal.err()
                .print("[" + "#".repeat(done) + ".".repeat(BAR - done) + "] " + over.size() + "/" + steps + " steps  "
                        + Durations.write(since) + Terminal.printable(note));
        terminal.err().flush();
    }

    private void clear() {
        if (bar) {
            terminal.err().print("\r\u001b[K");
        }
    }
}
