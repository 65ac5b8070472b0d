package dev.quayside.process;

import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A warm process that works for us: it is told what to do on its standard input, and answers on its standard output in
/// frames. It ends with us, because its standard input closes then. One thread at a time asks it.
public final class Companion implements AutoCloseable {
    private static final int AHEAD = 64;
    private static final int LONGEST_COMPLAINT = 1_000;
    private static final Duration END = Duration.ofSeconds(2);

    private final Order order;
    private final Process process;
    private final DataOutputStream orders;
    private final BlockingQueue<Frame> frames = new ArrayBlockingQueue<>(AHEAD);

    private Companion(Order order, Process process) {
        this.order = order;
        this.process = process;
        this.orders = new DataOutputStream(process.getOutputStream());
    }

    /// A process that is wanted.
    ///
    /// @param folder where it starts
    /// @param complaints where its standard error goes
    /// @param kinds of frames that it may send
    /// @param mostBytes of a frame
    /// @param patience until it is ready
    /// @param purpose what it is for, in one word: `scripts`
    /// @param code of the problem if it does not start
    public record Order(
            List<String> command,
            Path folder,
            Path complaints,
            String kinds,
            int mostBytes,
            Duration patience,
            String purpose,
            String code) {
        public Order {
            command = List.copyOf(command);
        }
    }

    /// Starts a process and waits until it is ready.
    ///
    /// @throws ProblemException the code of the order, with what the process complained about
    public static Companion start(Order order) throws InterruptedException {
        var builder = new ProcessBuilder(order.command())
                .directory(order.folder().toFile())
                .redirectError(order.complaints().toFile());
        Isolation.plain(builder.environment());
        Companion companion;
        try {
            companion = new Companion(order, builder.start());
        } catch (IOException e) {
            throw new ProblemException(
                    new Problem(order.code(), "Cannot start " + order.command().getFirst() + ": " + e.getMessage()), e);
        }
        boolean ready = false;
        try {
            companion.listen();
            companion.awaitReady();
            ready = true;
            return companion;
        } finally {
            if (!ready) {
                companion.close();
            }
        }
    }

    private void listen() {
        Thread.ofPlatform().daemon().name(order.purpose() + "-" + process.pid()).start(() -> {
            try (var from = new DataInputStream(process.getInputStream())) {
                while (true) {
                    frames.put(Frame.read(from, order.kinds(), order.mostBytes()));
                }
            } catch (IOException _) {
                boolean _ = frames.offer(Frame.lost());
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void awaitReady() throws InterruptedException {
        Frame first = answer(order.patience());
        if (first == null || first.kind() != Frame.READY) {
            String complaint = complaint();
            throw new ProblemException(
                    order.code(),
                    "The process for " + order.purpose() + " did not start"
                            + (complaint.isEmpty() ? "" : ": " + complaint));
        }
    }

    private String complaint() {
        try {
            String text = Files.readString(order.complaints()).strip();
            return text.substring(0, Math.min(text.length(), LONGEST_COMPLAINT));
        } catch (IOException | UncheckedIOException _) {
            return "";
        }
    }

    /// Where it is told what to do.
    public DataOutputStream orders() {
        return orders;
    }

    /// What it says next; null if it says nothing so long. If it is gone, a frame of the kind [Frame#LOST].
    public @Nullable Frame answer(Duration patience) throws InterruptedException {
        return frames.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    public boolean alive() {
        return process.isAlive();
    }

    /// Waits for the end of one that said nothing more; kills it if it does not end by itself.
    ///
    /// @return its status, which tells why
    public int end() throws InterruptedException {
        if (!process.waitFor(END)) {
            process.destroyForcibly();
        }
        return process.waitFor();
    }

    /// Kills the process and all that it started, and waits until it is gone, for a moment at most.
    @Override
    public void close() {
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
        try {
            boolean _ = process.waitFor(END);
            orders.close();
            boolean _ = Files.deleteIfExists(order.complaints());
        } catch (IOException _) {
            // The pipe of a dead process may refuse its last bytes; whoever made the folder deletes all that is left.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
