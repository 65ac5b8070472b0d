package dev.quayside.http.live;

import dev.quayside.workflow.run.LogLine;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A line of a log, written down for the wires once, however many take it. Safe for several threads: whoever comes
/// first writes, and if two do, they write the same.
final class Line {
    private final UUID run;
    private final LogLine log;
    private volatile @Nullable String message;
    private volatile byte @Nullable [] event;

    Line(UUID run, LogLine log) {
        this.run = run;
        this.log = log;
    }

    UUID run() {
        return run;
    }

    LogLine log() {
        return log;
    }

    int number() {
        return log.number();
    }

    /// As a message of a WebSocket.
    String message() {
        String written = message;
        if (written == null) {
            written = LogMessages.message(run, log);
            message = written;
        }
        return written;
    }

    /// As an event of an event stream; not to be changed.
    byte[] event() {
        byte[] written = event;
        if (written == null) {
            written = ("event: log\nid: " + log.number() + "\ndata: " + LogMessages.event(log) + "\n\n")
                    .getBytes(StandardCharsets.UTF_8);
            event = written;
        }
        return written;
    }
}
