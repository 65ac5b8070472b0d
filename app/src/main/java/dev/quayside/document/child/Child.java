package dev.quayside.document.child;

import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import dev.quayside.process.Isolation;
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
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One warm process, which does one task at a time. Ends with the server: its standard input closes then.
final class Child implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);

    /// What a JVM exits with under -XX:+ExitOnOutOfMemoryError.
    private static final int OUT_OF_MEMORY = 3;

    private final Process process;
    private final DataOutputStream orders;
    private final BlockingQueue<Answer> answers = new ArrayBlockingQueue<>(4);
    private final TaskFolder folder;
    private final Path complaints;
    private final AtomicInteger tasksLeft;

    private Child(Process process, TaskFolder folder, Path complaints, int tasks) {
        this.process = process;
        this.folder = folder;
        this.complaints = complaints;
        this.orders = new DataOutputStream(process.getOutputStream());
        this.tasksLeft = new AtomicInteger(tasks);
    }

    /// Starts a process and waits until it is ready.
    ///
    /// @param complaints where its standard error goes
    /// @param tasks how many it will be given
    /// @throws ProblemException `document.unavailable` with what the process complained about
    static Child start(List<String> command, TaskFolder folder, Path complaints, int tasks)
            throws InterruptedException {
        var builder =
                new ProcessBuilder(command).directory(folder.root().toFile()).redirectError(complaints.toFile());
        Isolation.plain(builder.environment());
        Child child;
        try {
            child = new Child(builder.start(), folder, complaints, tasks);
        } catch (IOException e) {
            throw new ProblemException(
                    new Problem("document.unavailable", "Cannot start " + command.getFirst() + ": " + e.getMessage()),
                    e);
        }
        Thread.ofPlatform()
                .daemon()
                .name("document-child-" + child.process.pid())
                .start(child::listen);
        try {
            child.awaitReady();
        } catch (InterruptedException e) {
            child.close();
            throw e;
        }
        return child;
    }

    /// Tells whether the process can be given another task.
    boolean usable() {
        return process.isAlive() && tasksLeft.get() > 0;
    }

    /// Has a task done; kills the process if it does not do it.
    ///
    /// @return what the child answers
    /// @throws ProblemException what the child says, `document.timeout`, `document.memory` or `document.crashed`
    /// @throws InterruptedException if the calling thread was interrupted; the process is killed then
    JsonNode run(Task task, long maxFileBytes) throws InterruptedException {
        put(task, maxFileBytes);
        boolean answered = false;
        try {
            tasksLeft.decrementAndGet();
            Answer.writeJson(orders, task.order());
            Answer answer = answers.poll(task.deadline().toNanos(), TimeUnit.NANOSECONDS);
            if (answer == null) {
                throw new ProblemException(
                        "document.timeout",
                        "The file took longer than " + task.deadline().toSeconds()
                                + " seconds and was given up (document.timeout)");
            }
            answered = answer.kind() != Answer.LOST;
            return content(answer, task, maxFileBytes);
        } catch (IOException _) {
            throw lost();
        } finally {
            if (!answered || !folder.wipe()) {
                close();
            }
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
        if (!process.waitFor(2, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        int status = process.waitFor();
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
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
        try {
            boolean _ = process.waitFor(2, TimeUnit.SECONDS);
            orders.close();
            Files.deleteIfExists(complaints);
        } catch (IOException _) {
            // The pipe of a dead process may refuse its last bytes; the pool deletes all files that are left.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        boolean _ = folder.delete();
    }

    private void awaitReady() throws InterruptedException {
        @Nullable Answer first = answers.poll(START.toMillis(), TimeUnit.MILLISECONDS);
        if (first == null || first.kind() != Answer.READY) {
            String complaint = complaint();
            close();
            throw new ProblemException(
                    "document.unavailable",
                    "The process for documents did not start" + (complaint.isEmpty() ? "" : ": " + complaint));
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
        try (var from = new DataInputStream(process.getInputStream())) {
            while (true) {
                answers.put(Answer.read(from));
            }
        } catch (IOException | ProblemException _) {
            boolean _ = answers.offer(Answer.lost());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
