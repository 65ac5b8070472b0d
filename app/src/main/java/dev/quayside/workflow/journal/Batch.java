package dev.quayside.workflow.journal;

import java.util.ArrayList;
import java.util.List;

/// Submissions that are written in one transaction. Used again and again by the writer's one thread.
public final class Batch {
    /// Most rows of a transaction.
    private static final int MAX_ROWS = 4_096;

    /// Most bytes of a transaction, roughly; one submission may be bigger.
    private static final int MAX_BYTES = 8 << 20;

    private final List<Submission> submissions = new ArrayList<>();
    private int rows;
    private int bytes;
    private int waiters;
    private boolean moves;

    void add(Submission submission) {
        submissions.add(submission);
        rows += submission.rows.size();
        bytes += submission.weight();
        waiters += submission.lazy ? 0 : 1;
        moves |= submission.birth != null || submission.departure != null;
    }

    boolean full() {
        return rows >= MAX_ROWS || bytes >= MAX_BYTES;
    }

    boolean isEmpty() {
        return submissions.isEmpty();
    }

    public List<Submission> submissions() {
        return submissions;
    }

    int rows() {
        return rows;
    }

    /// How many threads wait for this batch.
    int waiters() {
        return waiters;
    }

    /// Whether runs begin or leave with it, so that more than the journal is written.
    boolean moves() {
        return moves;
    }

    void clear() {
        submissions.clear();
        rows = 0;
        bytes = 0;
        waiters = 0;
        moves = false;
    }
}
