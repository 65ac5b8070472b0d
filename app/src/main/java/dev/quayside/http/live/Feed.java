package dev.quayside.http.live;

import dev.quayside.base.ProblemException;
import dev.quayside.workflow.run.LogLine;
import dev.quayside.workflow.run.LogReader;
import dev.quayside.workflow.run.RunListener;
import dev.quayside.workflow.run.RunLogs;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The log of one run for all who follow it on this node: new lines are read once, and a few parts of the log are
/// kept for those who are at about the same place.
///
/// Nothing is kept while all readers wait at the end. Safe for several threads.
final class Feed implements RunListener {
    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);

    /// Lines of a part, and parts that are kept.
    static final int PART = 128;

    private static final int PARTS = 8;

    private final UUID run;
    private final RunLogs logs;
    private final Set<Reader> readers = ConcurrentHashMap.newKeySet(1);
    private final ReentrantLock lock = new ReentrantLock();
    /// Looks asked for since the last look began; beginning with one that [#open] makes.
    private final AtomicInteger asked = new AtomicInteger(1);
    /// Consecutive lines each, the part that was used last at the end. Guarded by the lock, as are the next ones.
    private final List<List<Line>> parts = new ArrayList<>(1);

    private @Nullable LogReader log;
    private @Nullable Runnable deaf;
    private int busy;
    /// The number up to which lines are known to exist.
    private volatile int head;

    private volatile @Nullable LogLine end;

    Feed(UUID run, RunLogs logs) {
        this.run = run;
        this.logs = logs;
    }

    UUID run() {
        return run;
    }

    Set<Reader> readers() {
        return readers;
    }

    /// Finds the run and begins to listen, if nobody has done so.
    ///
    /// @return false if there is no such run
    boolean open() {
        lock.lock();
        try {
            if (log != null) {
                return true;
            }
            Optional<LogReader> found = logs.find(run);
            if (found.isEmpty()) {
                return false;
            }
            if (deaf == null) {
                deaf = found.get().listen(this);
            }
            found.get().last().ifPresent(this::know);
            log = found.get();
        } finally {
            lock.unlock();
        }
        if (!asked.compareAndSet(1, 0)) {
            startLook();
        }
        return true;
    }

    void close() {
        lock.lock();
        try {
            if (deaf != null) {
                deaf.run();
                deaf = null;
            }
        } finally {
            lock.unlock();
        }
    }

    private void know(LogLine line) {
        head = Math.max(head, line.number());
        if (line.type() == LogLine.Type.RUN_ENDED) {
            end = line;
        }
    }

    @Override
    public int lastNumber() {
        return head;
    }

    /// The last line of a run that has ended, for a reader that has taken everything up to `number`; else null.
    @Nullable
    LogLine endAt(int number) {
        LogLine last = end;
        return last != null && number >= last.number() ? last : null;
    }

    @Override
    public void mayHaveMore() {
        if (asked.getAndIncrement() == 0) {
            startLook();
        }
    }

    private void startLook() {
        var _ = Thread.ofVirtual().name("feed").start(this::look);
    }

    private void look() {
        int seen;
        do {
            seen = asked.get();
            try {
                readOn();
            } catch (ProblemException e) {
                // Every loss of the connection and every half minute rings again.
                LOG.debug("The log of run {} could not be read; it is read when the database is back", run, e);
            }
        } while (!asked.compareAndSet(seen, 0));
    }

    private void readOn() {
        boolean more = true;
        while (more && end == null && !readers.isEmpty()) {
            LogReader.Part part;
            lock.lock();
            try {
                LogReader from = log;
                if (from == null) {
                    return;
                }
                part = from.read(head, PART);
                more = part.more() || part.lines().size() == PART;
                if (!part.lines().isEmpty()) {
                    append(part);
                }
            } finally {
                lock.unlock();
            }
            if (!part.lines().isEmpty()) {
                readers.forEach(Reader::ring);
            }
        }
    }

    /// Takes in new lines; the newest part grows until it is full, so that the parts kept reach back far enough.
    private void append(LogReader.Part part) {
        List<Line> fresh = lines(part);
        know(part.lines().getLast());
        List<Line> newest = parts.isEmpty() ? List.of() : parts.getLast();
        boolean continues = !newest.isEmpty()
                && newest.getLast().number() + 1 == fresh.getFirst().number();
        if (continues && newest.size() + fresh.size() <= PART) {
            List<Line> grown = new ArrayList<>(newest.size() + fresh.size());
            grown.addAll(newest);
            grown.addAll(fresh);
            parts.set(parts.size() - 1, grown);
        } else {
            keep(fresh);
        }
    }

    private void keep(List<Line> part) {
        parts.add(part);
        if (parts.size() > PARTS) {
            parts.removeFirst();
        }
    }

    private List<Line> lines(LogReader.Part part) {
        List<Line> lines = new ArrayList<>(part.lines().size());
        part.lines().forEach(line -> lines.add(new Line(run, line)));
        return lines;
    }

    /// A reader begins to take lines; to be followed by [#rest].
    void work() {
        lock.lock();
        try {
            busy++;
        } finally {
            lock.unlock();
        }
    }

    /// A reader has taken what there is.
    void rest() {
        lock.lock();
        try {
            if (--busy == 0) {
                parts.clear();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Lines behind `number`, in order, some of those there are; none if the reader is at the end.
    ///
    /// @throws ProblemException if the journal cannot be read, `run.unknown` if it was removed
    List<Line> after(int number) {
        if (number >= head) {
            return List.of();
        }
        lock.lock();
        try {
            for (int i = parts.size() - 1; i >= 0; i--) {
                List<Line> part = parts.get(i);
                int place = number + 1 - part.getFirst().number();
                if (place >= 0 && place < part.size()) {
                    parts.add(parts.remove(i));
                    return part.subList(place, part.size());
                }
            }
            return load(number);
        } finally {
            lock.unlock();
        }
    }

    /// What is read here may reach further than the feed knows; it is up to the look to see it, which rings all others.
    private List<Line> load(int number) {
        LogReader from = log;
        List<Line> lines = from == null ? List.of() : lines(from.read(number, PART));
        if (lines.isEmpty()) {
            throw new ProblemException("run.unknown", "The log of execution " + run + " was removed");
        }
        keep(lines);
        return lines;
    }
}
