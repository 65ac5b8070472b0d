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
/// it, until the message was received too often.
final class Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
    private static final Duration LONGEST_REST = Duration.ofMinutes(10);

    private final Sqs sqs;
    private final Workbench bench;
    private final Reporter reporter;
    private final QueueSettings settings;

    Delivery(Sqs sqs, Workbench bench, Reporter reporter, QueueSettings settings) {
        this.sqs = sqs;
        this.bench = bench;
        this.reporter = reporter;
        this.settings = settings;
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
        if (received.receives() > settings.worker().receives()) {
            return fail(
                    received,
                    message,
                    new Problem(
                            "queue.poison", "Workers have tried " + (received.receives() - 1) + " times, and died"));
        }
        try {
            return succeed(received, message, bench.carryOut(message));
        } catch (ProblemException e) {
            return Troubles.mayPass(e) && !last(received) ? again(received, e) : fail(received, message, e.problem());
        } catch (IOException e) {
            return last(received)
                    ? fail(received, message, new Problem("queue.worker-failed", "A worker's disk: " + e.getMessage()))
                    : again(received, e);
        }
    }

    private boolean last(Received received) {
        return received.receives() >= settings.worker().receives();
    }

    /// Nobody can be told. A queue with a redrive policy puts such messages aside; this is for those without one.
    private End unreadable(Received received) {
        if (last(received)) {
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
        return answer == Reporter.Answer.ACCEPTED ? new End.Delete() : rest(received);
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
