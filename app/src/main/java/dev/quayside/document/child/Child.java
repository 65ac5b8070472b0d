package dev.quayside.document.child;

import dev.quayside.base.ProblemException;
import dev.quayside.base.Progress;
import dev.quayside.process.Companion;
import dev.quayside.process.Frame;
import dev.quayside.process.Resting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;

/// One warm process, which does one task at a time.
final class Child implements Resting.Warm {
    private static final Duration START = Duration.ofSeconds(60);

    /// What a JVM exits with under -XX:+ExitOnOutOfMemoryError.
    private static final int OUT_OF_MEMORY = 3;

    private final Companion companion;
    private final TaskFolder folder;
    private final AtomicInteger tasksLeft;

    private Child(Companion companion, TaskFolder folder, int tasks) {
        this.companion = companion;
        this.folder = folder;
        this.tasksLeft = new AtomicInteger(tasks);
    }

    /// Starts a process and waits until it is ready.
    ///
    /// @param complaints where its standard error goes
    /// @param tasks how many it will be given
    /// @throws ProblemException `document.unavailable` with what the process complained about
    static Child start(List<String> command, TaskFolder folder, Path complaints, int tasks)
            throws InterruptedException {
        var order = new Companion.Order(
                command,
                folder.root(),
                complaints,
                Answer.KINDS,
                Answer.MOST_BYTES,
                START,
                "documents",
                "document.unavailable");
        boolean started = false;
        try {
            Child child = new Child(Companion.start(order), folder, tasks);
            started = true;
            return child;
        } finally {
            if (!started) {
                boolean _ = folder.delete();
            }
        }
    }

    @Override
    public boolean usable() {
        return companion.alive() && tasksLeft.get() > 0;
    }

    /// Has a task done; kills the process if it does not do it.
    ///
    /// @param progress told what the child says of it
    /// @return what the child answers
    /// @throws ProblemException what the child says, `document.timeout`, `document.memory` or `document.crashed`
    /// @throws InterruptedException if the calling thread was interrupted; the process is killed then
    JsonNode run(Task task, long maxFileBytes, Progress progress) throws InterruptedException {
        put(task, maxFileBytes);
        boolean answered = false;
        try {
            tasksLeft.decrementAndGet();
            Answer.writeJson(companion.orders(), task.order());
            Answer answer = answer(task.deadline(), new PacedProgress(progress));
            answered = answer.kind() != Frame.LOST;
            return content(answer, task, maxFileBytes);
        } catch (IOException _) {
            throw lost();
        } finally {
            if (!answered || !folder.wipe()) {
                close();
            }
        }
    }

    private Answer answer(Duration deadline, Progress progress) throws InterruptedException {
        long begin = System.nanoTime();
        while (true) {
            Duration left = deadline.minusNanos(System.nanoTime() - begin);
            Frame frame = left.isNegative() ? null : companion.answer(left);
            if (frame == null) {
                throw new ProblemException(
                        "document.timeout",
                        "The file took longer than " + deadline.toSeconds()
                                + " seconds and was given up (document.timeout)");
            }
            Answer answer = Answer.of(frame);
            if (answer.kind() != Answer.PROGRESS) {
                return answer;
            }
            answer.tell(progress);
        }
    }

    private void put(Task task, long maxFileBytes) {
        boolean there = false;
        try {
            folder.put(task.input(), task.inputName(), maxFileBytes);
            there = true;
        } finally {
            if (!there && !folder.wipe()) {
                close();
            }
        }
    }

    private JsonNode content(Answer answer, Task task, long maxFileBytes) throws InterruptedException {
        return switch (answer.kind()) {
            case Answer.DONE -> {
                task.result().ifPresent(target -> folder.take(task.resultName(), target, maxFileBytes));
                yield answer.content();
            }
            case Answer.PROBLEM ->
                throw new ProblemException(
                        answer.content().path("code").asString("document.corrupt"),
                        answer.content().path("detail").asString(""));
            default -> throw lost();
        };
    }

    /// Its pipe is closed, so it is about to end by itself, and its status tells why.
    private ProblemException lost() throws InterruptedException {
        int status = companion.end();
        return status == OUT_OF_MEMORY
                ? new ProblemException(
                        "document.memory",
                        "The file needs more memory than one may take (document.memory-mb); split it, or raise that")
                : new ProblemException(
                        "document.crashed",
                        "The process that worked on the file ended with status " + status
                                + "; nothing else was harmed");
    }

    /// Kills the process and all that it started.
    @Override
    public void close() {
        companion.close();
        boolean _ = folder.delete();
    }
}
