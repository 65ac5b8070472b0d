package dev.quayside.document.queue;

import dev.quayside.base.ProblemException;
import dev.quayside.database.Database;
import dev.quayside.document.Documents;
import dev.quayside.document.Troubles;
import dev.quayside.document.format.Format;
import dev.quayside.identity.Permission;
import dev.quayside.step.Outcome;
import dev.quayside.step.Step;
import dev.quayside.step.StepContext;
import dev.quayside.step.StepType;
import dev.quayside.storage.FileReference;
import dev.quayside.storage.Files;
import dev.quayside.storage.StoredFile;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// The steps on documents whose work is sent to workers: each parks until a callback completes it, or until nobody has
/// patience any more. Safe for several threads.
///
/// A call that is repeated after a crash sends again, with the same token; the first callback counts. What a message
/// cannot say, a password or a text without a file, is worked on here.
public final class RemoteSteps implements AutoCloseable {
    /// Longer than a queue keeps a message: whoever comes later shows a token that nobody knows.
    private static final Duration KEPT = Duration.ofDays(15);

    private static final Duration BETWEEN_CLEANINGS = Duration.ofHours(1);

    private final QueueSettings settings;
    private final Files files;
    private final Documents documents;
    private final SentWorkTable table;
    private final InstantSource clock;
    private final Sqs sqs;
    private final AtomicReference<Instant> cleaned = new AtomicReference<>(Instant.MIN);

    public RemoteSteps(
            QueueSettings settings, Database database, Files files, Documents documents, InstantSource clock) {
        this.settings = settings;
        this.files = files;
        this.documents = documents;
        this.table = new SentWorkTable(database);
        this.clock = clock;
        this.sqs = new Sqs(settings.access());
    }

    /// The types `local`, with the work of some of them done by workers.
    public List<StepType> types(List<StepType> local) {
        return local.stream()
                .map(type -> Arrays.stream(Work.values())
                        .filter(work -> work.step().equals(type.name()))
                        .findFirst()
                        .map(work -> remote(type, work))
                        .orElse(type))
                .toList();
    }

    private StepType remote(StepType type, Work work) {
        Step local = type.step();
        Step step = context ->
                context.config().has("text") || !context.text("password").isEmpty()
                        ? local.run(context)
                        : run(work, context);
        return new StepType(type.name(), type.summary(), type.keys(), type.timeout(), type.check(), step);
    }

    private Outcome run(Work work, StepContext context) throws InterruptedException {
        try {
            Optional<SentWork> sent = table.find(context.token());
            Instant until = context.firstCalled().plus(settings.patience());
            if (sent.isPresent() && sent.get().outcome() != null) {
                return sent.get().outcome();
            }
            return sent.isPresent() && !clock.instant().isBefore(until)
                    ? giveUp(sent.get())
                    : send(work, context, until);
        } catch (ProblemException e) {
            return new Outcome.Failed(e.problem(), Troubles.mayPass(e));
        }
    }

    private Outcome giveUp(SentWork sent) {
        var late = new Outcome.Failed(
                "queue.timed-out",
                "No worker has answered within " + settings.patience() + "; are there any, and do they reach "
                        + callback(sent.work()) + "? Does the queue put messages aside?",
                false);
        return end(sent, late);
    }

    /// The outcome that counts: this one, or the one before it.
    private Outcome end(SentWork sent, Outcome outcome) {
        if (table.end(sent, outcome)) {
            return outcome;
        }
        Outcome first = table.find(sent.token()).map(SentWork::outcome).orElse(null);
        return first == null ? outcome : first;
    }

    private Outcome send(Work work, StepContext context, Instant until) throws InterruptedException {
        String owner = context.user(work == Work.CONVERT ? Permission.WRITE_FILES : Permission.READ_FILES);
        StoredFile file = FileReference.resolve(files, owner, context.value("file"));
        Message.Order order =
                switch (work) {
                    case CONVERT -> conversion(file, context);
                    case SENTENCES ->
                        new Message.Order.Sentences(context.value("keywords")
                                .valueStream()
                                .map(word -> word.asString(""))
                                .toList());
                    case TONALITY -> new Message.Order.Tonality();
                };
        var sent = new SentWork(
                context.token(),
                context.runId(),
                owner,
                work,
                file.id(),
                file.key().value(),
                file.name().value(),
                order instanceof Message.Order.Convert convert ? convert.to() : "",
                clock.instant(),
                null);
        table.begin(sent);
        clean();
        URI callback = URI.create(callback(work) + "?token=" + context.token());
        var message = new Message(file.key().value(), order, context.runId(), callback);
        try {
            sqs.send(settings.queues().of(work).orElseThrow(), message.write());
        } catch (ProblemException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("told to stop while the message was sent");
            }
            return end(sent, new Outcome.Failed(e.problem(), true));
        }
        context.log("Sent to the workers; waiting for one until " + until);
        return new Outcome.Parked(until, context.token());
    }

    private URI callback(Work work) {
        return settings.hooks().of(work).orElseThrow();
    }

    /// Looked at before anything is sent: the file's name says what it is, and somebody must be able to convert it.
    private Message.Order conversion(StoredFile file, StepContext context) {
        Format from = Format.ofFileName(file.name().value(), context.text("from"));
        Format to = Format.require(context.text("to"));
        if (!documents.convertible(from, to)) {
            throw new ProblemException(
                    "document.unsupported", "Nobody converts " + from.extension() + " to " + to.extension());
        }
        return new Message.Order.Convert(from.extension(), to.extension());
    }

    private void clean() {
        Instant now = clock.instant();
        Instant before = cleaned.get();
        if (now.isAfter(before.plus(BETWEEN_CLEANINGS)) && cleaned.compareAndSet(before, now)) {
            table.removeBefore(now.minus(KEPT));
        }
    }

    @Override
    public void close() {
        sqs.close();
    }
}
