package dev.quayside.action.script;

import dev.quayside.base.Json;
import dev.quayside.process.Companion;
import dev.quayside.process.Frame;
import dev.quayside.process.Resting;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// One warm process that runs scripts, one at a time.
///
/// It is told, all numbers big-endian: the length of the payload (4 bytes), milliseconds, bytes of memory, bytes of
/// output (8 bytes each), and the payload, `{"code", "input"}` in JSON. It answers in frames: for each script any
/// number of `O` and `E` (what it wrote), one `R` (its result: `V` and JSON, or `F` and a description of the
/// failure; empty if it did not get that far) and one `X` (how it ended, in JSON).
final class Worker implements Resting.Warm {
    private static final Duration START = Duration.ofSeconds(30);

    /// What a worker gets on top of a script's own time to tell of its end.
    private static final Duration GRACE = Duration.ofSeconds(5);

    private static final char OUT = 'O';
    private static final char ERR = 'E';
    private static final char RESULT = 'R';
    private static final char END = 'X';

    /// Larger frames are not ours.
    private static final int MOST_BYTES = 600 << 20;

    private final Companion companion;
    private final Path folder;

    private Worker(Companion companion, Path folder) {
        this.companion = companion;
        this.folder = folder;
    }

    /// Starts a process and waits until it is ready.
    ///
    /// @param folder an empty folder of our own, where the process starts
    /// @throws dev.quayside.base.ProblemException `script.unavailable` with what the process complained about
    static Worker start(List<String> command, Path folder, Path complaints) throws InterruptedException {
        var order = new Companion.Order(
                command, folder, complaints, "OERX", MOST_BYTES, START, "scripts", "script.unavailable");
        return new Worker(Companion.start(order), folder);
    }

    @Override
    public boolean usable() {
        return companion.alive();
    }

    /// Runs one script.
    ///
    /// @throws InterruptedException if the calling thread was interrupted; the worker is killed then
    Ending run(Job job, ScriptLog log) throws InterruptedException {
        long end = System.nanoTime() + job.timeout().plus(GRACE).toNanos();
        boolean told = false;
        try {
            tell(job);
            Ending ending = follow(end, log);
            told = ending instanceof Ending.Told;
            return ending;
        } catch (IOException _) {
            return lost();
        } finally {
            if (!told) {
                close();
            }
        }
    }

    private void tell(Job job) throws IOException {
        DataOutputStream to = companion.orders();
        byte[] payload = job.payload();
        to.writeInt(payload.length);
        to.writeLong(job.timeout().toMillis());
        to.writeLong(job.memoryBytes());
        to.writeLong(job.maxOutputBytes());
        to.write(payload);
        to.flush();
    }

    private Ending follow(long end, ScriptLog log) throws InterruptedException {
        ByteBuffer result = ByteBuffer.allocate(0);
        while (true) {
            Frame frame = companion.answer(Duration.ofNanos(end - System.nanoTime()));
            if (frame == null) {
                return new Ending.Overdue();
            }
            switch (frame.kind()) {
                case OUT -> log.out(frame.data());
                case ERR -> log.err(frame.data());
                case RESULT -> result = frame.data();
                case END -> {
                    return new Ending.Told(result, Json.parse(frame.data().array()));
                }
                default -> {
                    return lost();
                }
            }
        }
    }

    /// Its pipe is closed, so it is about to end by itself, and its status tells why.
    private Ending lost() throws InterruptedException {
        return new Ending.Lost(companion.end());
    }

    /// Kills the process and all that it started.
    @Override
    public void close() {
        companion.close();
        try {
            boolean _ = Files.deleteIfExists(folder);
        } catch (IOException _) {
            // Without walls the folder may hold files; the pool deletes all that is left.
        }
    }
}
