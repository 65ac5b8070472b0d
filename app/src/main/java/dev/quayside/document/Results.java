package dev.quayside.document;

import dev.quayside.base.Json;
import dev.quayside.base.Sha256;
import dev.quayside.database.Database;
import dev.quayside.storage.StoredFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import tools.jackson.databind.node.ObjectNode;

/// What was found out about files, kept for a week by their content, so that the same question is answered once.
/// Answers belong to whoever asked. Safe for several threads.
final class Results {
    private static final Duration KEPT = Duration.ofDays(7);
    private static final Duration BETWEEN_CLEANINGS = Duration.ofHours(1);

    /// Part of every question: another one where a new program would answer otherwise.
    private static final int EDITION = 2;

    private final ResultTable table;
    private final InstantSource clock;
    private final Map<Question, CountDownLatch> underWay = new ConcurrentHashMap<>();
    private final AtomicReference<Instant> cleaned = new AtomicReference<>(Instant.MIN);

    Results(Database database, InstantSource clock) {
        this.table = new ResultTable(database);
        this.clock = clock;
    }

    /// A question about a file's content.
    ///
    /// @param options of everything else that its answer depends on
    /// @param secret whether its answer stands behind a password, and is not kept therefore
    record Question(String owner, String operation, Sha256 content, Sha256 options, boolean secret) {
        /// @param options in the same order for the same question
        static Question of(StoredFile file, String operation, ObjectNode options, boolean secret) {
            String text = EDITION + Json.write(options);
            byte[] hash = Sha256.digest().digest(text.getBytes(StandardCharsets.UTF_8));
            return new Question(file.owner(), operation, file.sha256(), Sha256.of(hash), secret);
        }
    }

    /// Work on a question.
    interface Work<T> {
        T run() throws IOException, InterruptedException;
    }

    /// Works on a question while nobody else on this server does: who had to wait finds the answer in memory.
    <T> T inTurn(Question question, Work<T> work) throws IOException, InterruptedException {
        var mine = new CountDownLatch(1);
        for (var other = underWay.putIfAbsent(question, mine);
                other != null;
                other = underWay.putIfAbsent(question, mine)) {
            other.await();
        }
        try {
            return work.run();
        } finally {
            underWay.remove(question);
            mine.countDown();
        }
    }

    Optional<ObjectNode> find(Question question) {
        return question.secret() ? Optional.empty() : table.find(question);
    }

    void keep(Question question, ObjectNode result) {
        if (question.secret()) {
            return;
        }
        Instant now = clock.instant();
        table.put(question, result, now);
        Instant before = cleaned.get();
        if (now.isAfter(before.plus(BETWEEN_CLEANINGS)) && cleaned.compareAndSet(before, now)) {
            table.removeBefore(now.minus(KEPT));
        }
    }
}
