package dev.quayside.workflow.run;

import dev.quayside.base.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// Reads the log of one run, with a bounded part of it in memory at a time. Safe for several threads.
public final class LogReader {
    private static final int PART = 128;

    /// A part of a log.
    ///
    /// @param more whether there are more of the lines that were asked for: these are big
    public record Part(List<LogLine> lines, boolean more) {
        public Part {
            lines = List.copyOf(lines);
        }
    }

    private final UUID run;
    private final LogTable table;
    private final RunLog words;
    private final Followers followers;

    LogReader(UUID run, LogTable table, RunLog words, Followers followers) {
        this.run = run;
        this.table = table;
        this.words = words;
        this.followers = followers;
    }

    public UUID run() {
        return run;
    }

    /// Lines after the number `after`, in order, at most `most`; none only if there are none.
    public Part read(int after, int most) {
        return part(LogFilter.after(after), 0, 0, most);
    }

    private Part part(LogFilter filter, int behind, int skip, int most) {
        LogTable.Rows rows = table.rows(run, filter, behind, skip, most);
        return new Part(rows.rows().stream().map(words::line).toList(), rows.more());
    }

    /// The last line so far.
    public Optional<LogLine> last() {
        return table.last(run).map(words::line);
    }

    /// The lines from place `skip` on that fit a filter, at most `limit`.
    public Page<LogLine> page(LogFilter filter, int skip, int limit) {
        return filter.text() == null
                ? new Page<>(table.count(run, filter), lines(filter, skip, limit), skip, limit)
                : search(filter, filter.text().toLowerCase(Locale.ROOT), skip, limit);
    }

    private List<LogLine> lines(LogFilter filter, int skip, int limit) {
        List<LogLine> lines = new ArrayList<>();
        Part part;
        do {
            boolean first = lines.isEmpty();
            int behind = first ? 0 : lines.getLast().number();
            int wanted = Math.min(PART, limit - lines.size());
            part = part(filter, behind, first ? skip : 0, wanted);
            lines.addAll(part.lines());
        } while (lines.size() < limit && !part.lines().isEmpty());
        return lines;
    }

    /// Messages are made when they are read, so that the database cannot search them.
    private Page<LogLine> search(LogFilter filter, String text, int skip, int limit) {
        List<LogLine> lines = new ArrayList<>();
        int total = 0;
        int behind = 0;
        Part part;
        do {
            part = part(filter, behind, 0, PART);
            for (LogLine line : part.lines()) {
                behind = line.number();
                if (line.message().toLowerCase(Locale.ROOT).contains(text)) {
                    if (total >= skip && lines.size() < limit) {
                        lines.add(line);
                    }
                    total++;
                }
            }
        } while (!part.lines().isEmpty());
        return new Page<>(total, lines, skip, limit);
    }

    /// Begins to tell a listener of new lines, also of those that another node writes.
    ///
    /// @return ends it
    public Runnable listen(RunListener listener) {
        return followers.listen(run, listener);
    }
}
