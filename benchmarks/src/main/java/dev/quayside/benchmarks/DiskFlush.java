package dev.quayside.benchmarks;

import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// How long the disk takes to make 8 kB durable: the floor under every durable step.
final class DiskFlush {
    private static final int BYTES = 8_192;
    private static final int WARM_UP = 50;
    private static final int FLUSHES = 300;

    private DiskFlush() {}

    /// Appends 8 kB and calls fdatasync, many times.
    ///
    /// @return milliseconds
    static Sample measure(Path folder) {
        Path file = folder.resolve("flush");
        List<Long> nanos = new ArrayList<>();
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            ByteBuffer block = ByteBuffer.allocateDirect(BYTES);
            for (int i = -WARM_UP; i < FLUSHES; i++) {
                block.clear();
                long start = System.nanoTime();
                while (block.hasRemaining()) {
                    channel.write(block);
                }
                channel.force(false);
                if (i >= 0) {
                    nanos.add(System.nanoTime() - start);
                }
            }
            Files.delete(file);
        } catch (IOException e) {
            throw new ProblemException(
                    new Problem("bench.disk", "No file could be written in " + folder + ": " + e.getMessage()), e);
        }
        return Sample.ofNanos(nanos, 1e6);
    }
}
