package dev.quayside.document.queue;

import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import dev.quayside.database.Database;
import dev.quayside.event.Actor;
import dev.quayside.step.Outcome;
import dev.quayside.storage.FileReference;
import dev.quayside.storage.Files;
import dev.quayside.storage.Provenance;
import dev.quayside.storage.Storage;
import dev.quayside.storage.StoredFile;
import dev.quayside.storage.blob.Blob;
import dev.quayside.storage.blob.BlobKey;
import dev.quayside.storage.blob.Span;
import dev.quayside.storage.content.RefusedFile;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Takes what workers report, however often, late and out of order they do. Safe for several threads.
///
/// The first report that ends a piece of work counts; it is durable before the waiting step hears of it, and every
/// further report tells the step the same again, should it not have heard.
public final class Callbacks {
    /// Codes that our own workers may name; those of the documents and texts.
    private static final Pattern KNOWN_CODE = Pattern.compile("(?:document|keyword|queue)\\.[a-z-]{1,40}");

    /// What is wrong with the file that was made, and stays wrong.
    private static final Set<String> BAD_RESULT =
            Set.of("storage.blob-lost", "storage.blob-damaged", "file.over-quota");

    private final SentWorkTable table;
    private final SeenSignatureTable seen;
    private final Storage storage;
    private final Waiting waiting;

    public Callbacks(Database database, Storage storage, Waiting waiting) {
        this.table = new SentWorkTable(database);
        this.seen = new SeenSignatureTable(database);
        this.storage = storage;
        this.waiting = waiting;
    }

    /// Who waits for workers: the engine, which is a later stage.
    public interface Waiting {
        /// Whether a run has not ended.
        boolean open(String run);

        /// Completes the token of a step of that run, if it was not completed before.
        void complete(String token, Outcome outcome);
    }

    /// What became of a report.
    public enum Taken {
        /// The work ended well, by this report or one before it.
        WELL,
        /// The failure is noted, or came after the end and changes nothing.
        BADLY,
        /// Nobody waits for it any more.
        LATE
    }

    /// Does something for a signature that was not shown before; if it fails, the signature may be shown again.
    ///
    /// @return empty if the signature was used up
    public <T> Optional<T> once(String signature, Instant now, Supplier<T> work) {
        if (!seen.add(signature, now, now.minus(WebhookSecret.GOOD.multipliedBy(2)))) {
            return Optional.empty();
        }
        boolean done = false;
        try {
            T result = work.get();
            done = true;
            return Optional.of(result);
        } finally {
            if (!done) {
                seen.remove(signature);
            }
        }
    }

    /// The work that a token was made for.
    public Optional<SentWork> find(String token) {
        return table.find(token);
    }

    /// The oldest work of a kind that is waited for, on the file under that key: for workers that do not know tokens.
    public Optional<SentWork> findByKey(Work work, String key) {
        return waitedFor(table.open(work, key));
    }

    /// The oldest conversion that is waited for and makes a file under that key, by the rule of workers that do not
    /// know tokens: the source's key with another extension.
    public Optional<SentWork> findByResult(String key) {
        int dot = key.lastIndexOf('.');
        return dot < 0
                ? Optional.empty()
                : waitedFor(table.openConversions(key.substring(0, dot), key.substring(dot + 1)));
    }

    private Optional<SentWork> waitedFor(List<SentWork> sent) {
        return sent.stream().filter(work -> waiting.open(work.run())).findFirst();
    }

    /// Takes a report of a piece of work.
    ///
    /// @throws ProblemException if the store or the database is away; the worker has to report again
    public Taken take(SentWork sent, Report report) {
        Outcome before = sent.outcome();
        if (before != null) {
            return tell(sent, before, report);
        }
        if (!waiting.open(sent.run())) {
            return end(sent, failed("queue.late", "The run had ended when a worker answered"), report);
        }
        return switch (report) {
            case Report.Failure(String code, String message) -> {
                boolean known = KNOWN_CODE.matcher(code).matches();
                yield end(sent, failed(known ? code : "queue.worker-failed", message), report);
            }
            case Report.Found(var answer) ->
                end(
                        sent,
                        new Outcome.Succeeded(
                                answer.deepCopy().put("file", sent.file()).put("key", sent.key())),
                        report);
            case Report.Converted(String key) -> convert(sent, key, report);
        };
    }

    private static Outcome failed(String code, String detail) {
        return new Outcome.Failed(new Problem(code, detail), false);
    }

    private Taken end(SentWork sent, Outcome outcome, Report report) {
        return table.end(sent, outcome) ? tell(sent, outcome, report) : repeat(sent, report);
    }

    /// Somebody was faster.
    private Taken repeat(SentWork sent, Report report) {
        Outcome first = table.find(sent.token()).map(SentWork::outcome).orElse(null);
        return first == null ? Taken.LATE : tell(sent, first, report);
    }

    private Taken tell(SentWork sent, Outcome outcome, Report report) {
        waiting.complete(sent.token(), outcome);
        if (report instanceof Report.Failure) {
            return Taken.BADLY;
        }
        return outcome instanceof Outcome.Succeeded ? Taken.WELL : Taken.LATE;
    }

    /// Copies what the worker left in the bucket to a file of the source's owner. The worker's key stays out of the
    /// catalogue: two workers may use the same one, and the second would change a file that is there.
    private Taken convert(SentWork sent, String key, Report report) {
        if (!BlobKey.isOne(key) || storage.files().findByKey(key).isPresent()) {
            return end(sent, badResult("'" + key + "' is no key of a new file"), new Report.Failure("", ""));
        }
        AtomicReference<@Nullable Outcome> outcome = new AtomicReference<>();
        try (Blob blob = storage.store().open(new BlobKey(key), Span.ALL)) {
            StoredFile _ = storage.files().store(order(sent), blob.bytes(), (handle, file) -> {
                Outcome made = new Outcome.Succeeded(FileReference.show(file).put("converted", true));
                if (!SentWorkTable.end(handle, sent, made)) {
                    throw new EndedMeanwhile();
                }
                outcome.set(made);
            });
        } catch (EndedMeanwhile e) {
            return repeat(sent, report);
        } catch (ProblemException e) {
            if (e instanceof RefusedFile || BAD_RESULT.contains(e.problem().code())) {
                return end(sent, badResult(e.problem().detail()), new Report.Failure("", ""));
            }
            throw e;
        } catch (IOException e) {
            throw new ProblemException(
                    new Problem(
                            "storage.unavailable", "The bucket broke off in the middle of a file: " + e.getMessage()),
                    e);
        }
        Outcome made = outcome.get();
        return made == null ? repeat(sent, report) : tell(sent, made, report);
    }

    private static Outcome badResult(String detail) {
        return failed("queue.bad-result", "What a worker made cannot be kept: " + detail);
    }

    private Files.Order order(SentWork sent) {
        int dot = sent.name().lastIndexOf('.');
        return new Files.Order(
                sent.owner(),
                sent.name().substring(0, dot < 0 ? sent.name().length() : dot) + "." + sent.to(),
                storage.settings().any(),
                new Provenance(sent.file(), sent.run(), null),
                Actor.of(sent.owner()));
    }

    /// Rolls back the transaction that would have added the file of a conversion that has ended.
    private static final class EndedMeanwhile extends RuntimeException {
        private static final long serialVersionUID = 1L;

        EndedMeanwhile() {
            super("the work has ended", null, false, false);
        }
    }
}
