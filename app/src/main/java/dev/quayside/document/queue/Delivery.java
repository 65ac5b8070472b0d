package dev.quayside.document.queue;

import dev.quayside.base.Json;
import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import dev.quayside.document.Troubles;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// Works on messages, one call for each: until the callback is accepted the message stays in its queue. Safe for
/// several threads.
///
/// A document that cannot be worked on fails at once. What may pass is given back, and tried again by whoever gets
/// it, until the message was received too often. Then it is deleted, or put aside by its queue.
final class Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
    private static final Duration LONGEST_REST = Duration.ofMinutes(10);

    private final Sqs sqs;
    private final Workbench bench;
    private final Reporter reporter;
    private final QueueSettings settings;
    private final Persistence persistence;

    Delivery(Sqs sqs, Workbench bench, Reporter reporter, QueueSettings settings, Persistence persistence) {
        this.sqs = sqs;
        this.bench = bench;
        this.reporter = reporter;
        this.settings = settings;
        this.persistence = persistence;
    }

    /// What becomes of a message.
    private sealed interface End {
        /// It has done its duty.
        record Delete() implements End {}

        /// Somebody gets it after a rest.
        record Rest(Duration span) implements End {}
    }

    /// Works on a message and says to the queue what becomes of it. Whatever goes wrong, it is there again sooner or
    /// later.
    void deliver(Received received) {
        End end = rest(received);
        try (Heartbeat _ = Heartbeat.start(sqs, received, settings.worker().visibility())) {
            end = work(received);
        } catch (InterruptedException stop) {
            LOG.info("Message {} is given back: this worker stops", received.id());
            end = new End.Rest(Duration.ZERO);
        } finally {
            settle(received, end);
        }
    }

    /// Also while this worker stops.
    private void settle(Received received, End end) {
        boolean _ = Thread.interrupted();
        try {
            switch (end) {
                case End.Delete _ -> sqs.delete(received);
                case End.Rest(Duration span) -> sqs.hide(received, span);
            }
        } catch (ProblemException e) {
            LOG.warn("Message {} will be handed out again: {}", received.id(), e.getMessage());
        }
    }

    private End work(Received received) throws InterruptedException {
        Optional<Message> read =
                Message.read(received.body()).filter(message -> settings.hooks().allow(message.callback()));
        if (read.isEmpty()) {
            return unreadable(received);
        }
        Message message = read.get();
        if (received.receives() > persistence.most()) {
            return fail(
                    received,
                    message,
                    new Problem(
                            "queue.poison", "Workers have tried " + (received.receives() - 1) + " times, and died"));
        }
        try {
            return succeed(received, message, bench.carryOut(message));
        } catch (ProblemException e) {
            if (!Troubles.mayPass(e)) {
                return fail(received, message, e.problem());
            }
            return persistence.last(received) ? giveUp(received, message, e.problem()) : again(received, e);
        } catch (IOException e) {
            return persistence.last(received)
                    ? giveUp(
                            received, message, new Problem("queue.worker-failed", "A worker's disk: " + e.getMessage()))
                    : again(received, e);
        }
    }

    /// The last time: whoever waits is told, and the message is put aside if its queue does that.
    private End giveUp(Received received, Message message, Problem problem) throws InterruptedException {
        End end = fail(received, message, problem);
        return end instanceof End.Delete && persistence.putsAside() ? new End.Rest(Duration.ZERO) : end;
    }

    /// Nobody can be told.
    private End unreadable(Received received) {
        if (persistence.last(received) && !persistence.putsAside()) {
            LOG.error("Message {} of {} is deleted: nobody can read it", received.id(), received.queue());
            return new End.Delete();
        }
        LOG.warn("Message {} of {} is none of ours, or its callback is", received.id(), received.queue());
        return rest(received);
    }

    private static End again(Received received, Exception e) {
        LOG.warn("Message {} is tried again later: {}", received.id(), e.toString());
        return rest(received);
    }

    /// Longer after every time.
    private static End rest(Received received) {
        Duration span = Duration.ofSeconds(1L << Math.min(received.receives(), 10));
        return new End.Rest(span.compareTo(LONGEST_REST) < 0 ? span : LONGEST_REST);
    }

    private End succeed(Received received, Message message, Workbench.Done done) throws InterruptedException {
        ObjectNode body = done.answer()
                .put("s3_key", message.key())
                .put("job_id", message.job())
                .put("status", "success");
        Reporter.Answer answer = reporter.post(message.callback(), body);
        if (answer != Reporter.Answer.UNREACHABLE) {
            done.made().ifPresent(bench::remove);
        }
        return switch (answer) {
            case ACCEPTED -> new End.Delete();
            case UNREACHABLE -> rest(received);
            case REFUSED ->
                fail(
                        received,
                        message,
                        new Problem(
                                "queue.refused",
                                "The server did not take what a worker made of the document; its log says why"));
        };
    }

    private End fail(Received received, Message message, Problem problem) throws InterruptedException {
        ObjectNode body = Json.object()
                .put("message", problem.detail())
                .put("code", problem.code())
                .put("s3_key", message.key())
                .put("job_id", message.job())
                .put("status", "error");
        return reporter.post(message.callback(), body) == Reporter.Answer.ACCEPTED ? new End.Delete() : rest(received);
    }
}
