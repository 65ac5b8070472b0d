package dev.quayside.storage;

import dev.quayside.base.ProblemException;
import dev.quayside.storage.content.RefusedFile;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.LongAdder;

/// What comes in, goes out and is swept, counted since the start of this server. Safe for several threads.
final class StorageFigures {
    private final LongAdder underWay = new LongAdder();
    private final LongAdder stored = new LongAdder();
    private final LongAdder storedBytes = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder cutOff = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder opened = new LongAdder();
    private final LongAdder readBytes = new LongAdder();
    private final LongAdder purged = new LongAdder();
    private final LongAdder removed = new LongAdder();
    private final LongAdder lost = new LongAdder();

    void tell(MeterRegistry registry) {
        Gauge.builder("quayside.files.arriving", underWay, LongAdder::sum)
                .description("Files and pieces of files that come in now")
                .register(registry);
        counter(registry, "quayside.files.stored", "Files and pieces that were stored", stored);
        counter(registry, "quayside.files.stored.bytes", "Their bytes", storedBytes);
        counter(registry, "quayside.files.opened", "Files that were opened for reading", opened);
        counter(registry, "quayside.files.read.bytes", "Bytes that were read of them", readBytes);
        String why = "Files and pieces that were not stored: refused for what they are, cut off, or for our trouble";
        counter(registry, "quayside.files.not.stored", why, refused, "why", "refused");
        counter(registry, "quayside.files.not.stored", why, cutOff, "why", "cut-off");
        counter(registry, "quayside.files.not.stored", why, failed, "why", "failed");
        String swept =
                "What the sweeper did: files purged from the trash, blobs removed, files found without their bytes";
        counter(registry, "quayside.files.swept", swept, purged, "what", "purged");
        counter(registry, "quayside.files.swept", swept, removed, "what", "removed");
        counter(registry, "quayside.files.swept", swept, lost, "what", "lost");
    }

    private static void counter(
            MeterRegistry registry, String name, String description, LongAdder count, String... tags) {
        FunctionCounter.builder(name, count, LongAdder::sum)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    /// Something that stores.
    interface Storing<T> {
        T store() throws IOException;
    }

    /// Counts one that comes in, until it is there or not.
    <T> T arriving(Storing<T> storing) throws IOException {
        underWay.increment();
        LongAdder outcome = failed;
        try {
            T result = storing.store();
            outcome = stored;
            return result;
        } catch (RefusedFile e) {
            outcome = refused;
            throw e;
        } catch (ProblemException e) {
            outcome = e.problem().code().equals("file.over-quota") ? refused : failed;
            throw e;
        } catch (IOException e) {
            outcome = cutOff;
            throw e;
        } finally {
            outcome.increment();
            underWay.decrement();
        }
    }

    /// Counts what is read.
    InputStream arriving(InputStream bytes) {
        return new Passing(bytes, storedBytes);
    }

    /// As the other, for what goes out.
    InputStream leaving(InputStream bytes) {
        opened.increment();
        return new Passing(bytes, readBytes);
    }

    void swept(Sweeper.Swept swept) {
        purged.add(swept.purged());
        removed.add(swept.removed());
        lost.add(swept.lost().size());
    }

    /// Counts bytes that pass, and lets others have their turn. A virtual thread gives way only where it waits, and one
    /// whose bytes are always there does not: a few dozen of them would keep everybody else from the processors for
    /// many seconds. One thread at a time.
    private static final class Passing extends FilterInputStream {
        private final LongAdder bytes;

        Passing(InputStream in, LongAdder bytes) {
            super(in);
            this.bytes = bytes;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        @SuppressWarnings("ThreadPriorityCheck") // it is about fairness, not about correctness
        public int read(byte[] into, int offset, int length) throws IOException {
            Thread.yield();
            int n = super.read(into, offset, length);
            bytes.add(Math.max(0, n));
            return n;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
