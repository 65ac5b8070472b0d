package dev.quayside.action.script;

import dev.quayside.base.Json;
import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import dev.quayside.process.Isolation;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One warm process that runs scripts, one at a time. Ends with the server: its standard input closes then.
final class Worker implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(30);

    /// What a worker gets on top of a script's own time to tell of its end.
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Process process;
    private final DataOutputStream requests;
    private final BlockingQueue<Frame> frames = new ArrayBlockingQueue<>(64);
    private final Path folder;
    private final Path complaints;

    private Worker(Process process, Path folder, Path complaints) {
        this.process = process;
        this.folder = folder;
        this.complaints = complaints;
        this.requests = new DataOutputStream(process.getOutputStream());
    }

    /// Starts a process and waits until it is ready.
    ///
    /// @param folder an empty folder of our own, where the process starts
    /// @throws ProblemException `script.unavailable` with what the process complained about
    static Worker start(List<String> command, Path folder, Path complaints) throws InterruptedException {
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectError(complaints.toFile());
        Isolation.plain(builder.environment());
        Worker worker;
        try {
            worker = new Worker(builder.start(), folder, complaints);
        } catch (IOException e) {
            throw new ProblemException(
                    new Problem("script.unavailable", "Cannot start " + command.getFirst() + ": " + e.getMessage()), e);
        }
        Thread.ofPlatform()
                .daemon()
                .name("script-worker-" + worker.process.pid())
                .start(worker::listen);
        worker.awaitReady();
        return worker;
    }

    boolean alive() {
        return process.isAlive();
    }

    /// Runs one script.
    ///
    /// @throws InterruptedException if the calling thread was interrupted; the worker is killed then
    Ending run(Job job, ScriptLog log) throws InterruptedException {
        long end = System.nanoTime() + job.timeout().plus(GRACE).toNanos();
        boolean told = false;
        try {
            Frame.write(requests, job);
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

    private Ending follow(long end, ScriptLog log) throws InterruptedException {
        ByteBuffer result = ByteBuffer.allocate(0);
        while (true) {
            Frame frame = frames.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (frame == null) {
                return new Ending.Overdue();
            }
            switch (frame.kind()) {
                case Frame.OUT -> log.out(frame.data());
                case Frame.ERR -> log.err(frame.data());
                case Frame.RESULT -> result = frame.data();
                case Frame.END -> {
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
        if (!process.waitFor(2, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return new Ending.Lost(process.waitFor());
    }

    /// Kills the process and with it, where there are walls, all that it started.
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            requests.close();
            Files.deleteIfExists(complaints);
            Files.deleteIfExists(folder);
        } catch (IOException _) {
            // The pipe of a dead process may refuse its last bytes, and without walls the folder may hold files; the
            // pool deletes all that is left.
        }
    }

    private void awaitReady() throws InterruptedException {
        @Nullable Frame first = frames.poll(START.toMillis(), TimeUnit.MILLISECONDS);
        if (first == null || first.kind() != Frame.READY) {
            String complaint = complaint();
            close();
            throw new ProblemException(
                    "script.unavailable",
                    "The process for scripts did not start" + (complaint.isEmpty() ? "" : ": " + complaint));
        }
    }

    private String complaint() {
        try {
            String text = Files.readString(complaints).strip();
            return text.substring(0, Math.min(text.length(), 1_000));
        } catch (IOException | UncheckedIOException _) {
            return "";
        }
    }

    private void listen() {
        try (var answers = new DataInputStream(process.getInputStream())) {
            while (true) {
                frames.put(Frame.read(answers));
            }
        } catch (IOException _) {
            boolean _ = frames.offer(Frame.lost());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
