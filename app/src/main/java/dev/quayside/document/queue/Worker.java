package dev.quayside.document.queue;

import dev.quayside.base.Pause;
import dev.quayside.base.ProblemException;
import dev.quayside.document.Documents;
import dev.quayside.storage.blob.BlobStore;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes messages from queues and works on them, until it is closed. Needs nothing but the queues, the bucket and whom
/// it posts to: no database. Safe for several threads.
public final class Worker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    /// SQS hands out no more at once.
    private static final int MOST = 10;

    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration TO_GIVE_BACK = Duration.ofSeconds(10);

    private final QueueSettings settings;
    private final Duration patience;
    private final Pause pause;
    private final Sqs sqs;
    private final Reporter reporter;
    private final Workbench bench;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final List<Thread> pollers = new ArrayList<>();
    private final ExecutorService deliveries = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("message ", 0).factory());

    /// @param maxFileBytes of a document
    /// @param patience how long it finishes what it works on before it gives it back, when it is closed
    public Worker(
            QueueSettings settings,
            BlobStore store,
            Documents documents,
            long maxFileBytes,
            Duration patience,
            InstantSource clock,
            Pause pause) {
        this.settings = settings;
        this.patience = patience;
        this.pause = pause;
        sqs = new Sqs(settings.access());
        reporter = new Reporter(new WebhookSecret(settings.webhookSecret()), clock, pause);
        bench = new Workbench(store, documents, maxFileBytes);
    }

    /// Begins to take messages.
    ///
    /// @throws ProblemException `config.invalid-value` if no queue is configured
    public void start() {
        List<URI> queues = Stream.of(
                        settings.queues().converter(), settings.queues().analysis())
                .flatMap(queue -> queue.stream())
                .distinct()
                .toList();
        if (queues.isEmpty()) {
            throw new ProblemException(
                    "config.invalid-value", "A worker needs --queue, or queue.url (AWS_SQS_QUEUE_URL)");
        }
        if (settings.hooks().none()) {
            LOG.warn("This worker posts to whatever address a message names, and whoever can write into the queue"
                    + " chooses it; set queue.callback-url to have it post to your server only");
        }
        for (URI queue : queues) {
            pollers.add(Thread.ofVirtual().name("poll " + queue).start(() -> poll(queue)));
        }
    }

    private void poll(URI queue) {
        Semaphore free = new Semaphore(settings.worker().atOnce());
        var persistence = Persistence.of(settings.worker().receives(), sqs.putsAsideAfter(queue));
        var delivery = new Delivery(sqs, bench, reporter, settings, persistence);
        try {
            while (!stopping.get()) {
                if (!free.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                    continue;
                }
                int places = 1;
                while (places < MOST && free.tryAcquire()) {
                    places++;
                }
                List<Received> messages = receive(queue, places);
                free.release(places - messages.size());
                messages.forEach(stopping.get() ? this::giveBack : message -> begin(delivery, message, free));
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Received> receive(URI queue, int most) throws InterruptedException {
        try {
            return sqs.receive(
                    queue, most, settings.worker().poll(), settings.worker().visibility());
        } catch (ProblemException e) {
            LOG.warn("{}. Asked again in {}", e.getMessage(), AFTER_TROUBLE);
            pause.sleep(AFTER_TROUBLE);
            return List.of();
        }
    }

    private void giveBack(Received message) {
        try {
            sqs.hide(message, Duration.ZERO);
        } catch (ProblemException e) {
            LOG.warn("Message {} will be handed out again later: {}", message.id(), e.getMessage());
        }
    }

    private void begin(Delivery delivery, Received message, Semaphore free) {
        deliveries.execute(() -> {
            try {
                delivery.deliver(message);
            } finally {
                free.release();
            }
        });
    }

    /// Takes no more messages, finishes what it works on, and gives back what takes longer than its patience.
    ///
    /// A poll under way is waited for and not cut off: the queue would not notice, hand messages to nobody, and
    /// hide them as if somebody had them, those first that this worker gives back.
    @Override
    public void close() {
        stopping.set(true);
        boolean interrupted = false;
        try {
            for (Thread poller : pollers) {
                boolean _ = poller.join(settings.worker().poll().plus(TO_GIVE_BACK));
            }
            pollers.forEach(Thread::interrupt);
            deliveries.shutdown();
            if (!deliveries.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                deliveries.shutdownNow();
                boolean _ = deliveries.awaitTermination(TO_GIVE_BACK.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            deliveries.shutdownNow();
            interrupted = true;
        }
        reporter.close();
        sqs.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
