package dev.quayside.action.script;

import dev.quayside.step.StepContext;
import dev.quayside.step.StepContext.Level;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Makes log lines of what a script writes: so many of so many bytes, and then one that counts the rest.
/// Used by one thread.
final class ScriptLog {
    static final int MAX_LINES = 1_000;
    static final int MAX_LINE_BYTES = 16 * 1_024;

    private final StepContext context;
    private final Line out = new Line(Level.INFO);
    private final Line err = new Line(Level.WARNING);
    private long lines;

    ScriptLog(StepContext context) {
        this.context = context;
    }

    void out(ByteBuffer data) {
        out.take(data);
    }

    void err(ByteBuffer data) {
        err.take(data);
    }

    /// Writes what is left.
    ///
    /// @param dropped lines that did not even get here
    void end(long dropped) {
        out.finish();
        err.finish();
        long missing = dropped + Math.max(0, lines - MAX_LINES);
        if (missing > 0) {
            context.log(Level.WARNING, missing + " more lines were dropped; a script may log " + MAX_LINES);
        }
    }

    /// One stream's line as far as it has come.
    private final class Line {
        private final Level level;
        private final ByteArrayOutputStream text = new ByteArrayOutputStream();
        private boolean begun;

        Line(Level level) {
            this.level = level;
        }

        void take(ByteBuffer data) {
            while (data.hasRemaining()) {
                byte next = data.get();
                if (next == '\n') {
                    write();
                } else {
                    begun = true;
                    if (text.size() < MAX_LINE_BYTES) {
                        text.write(next);
                    }
                }
            }
        }

        void finish() {
            if (begun) {
                write();
            }
        }

        private void write() {
            if (++lines <= MAX_LINES) {
                context.log(
                        level,
                        text.toString(StandardCharsets.UTF_8)
                                .replace('\u0000', '\uFFFD')
                                .stripTrailing());
            }
            text.reset();
            begun = false;
        }
    }
}
