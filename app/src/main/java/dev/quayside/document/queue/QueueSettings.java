package dev.quayside.document.queue;

import dev.quayside.config.Secret;
import dev.quayside.storage.blob.S3Settings;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/// Whether others work on documents, and how they are reached.
///
/// @param remote whether documents are sent to workers; else this process works on them
/// @param webhookSecret what callbacks may show that do not know their job's token; [Secret#NONE] to refuse those
/// @param patience after which nobody waits for a worker any more
public record QueueSettings(
        boolean remote,
        Access access,
        Queues queues,
        Hooks hooks,
        Secret webhookSecret,
        Duration patience,
        WorkerSettings worker) {
    /// How queues are reached.
    ///
    /// @param endpoint of something that speaks like SQS; empty for SQS itself
    /// @param keys empty to look where the tools of AWS look
    public record Access(Optional<URI> endpoint, String region, Optional<S3Settings.Keys> keys) {
        /// What is configured.
        ///
        /// @throws IllegalArgumentException if half of the keys is missing, or the endpoint is none
        public static Access of(
                Optional<String> endpoint, String region, String accessKey, Secret secretKey, Secret session) {
            if (accessKey.isBlank() != secretKey.isEmpty()) {
                throw new IllegalArgumentException("queue.access-key and queue.secret-key belong together");
            }
            return new Access(
                    endpoint.map(text -> address("queue.endpoint", text)),
                    region,
                    accessKey.isBlank()
                            ? Optional.empty()
                            : Optional.of(new S3Settings.Keys(accessKey, secretKey, session)));
        }
    }

    /// The addresses of the queues.
    ///
    /// @param converter of conversions and searches
    /// @param analysis of tonality
    public record Queues(Optional<URI> converter, Optional<URI> analysis) {
        /// Where there is none for a kind of work, `common` counts.
        public static Queues of(Optional<String> common, Optional<String> converter, Optional<String> analysis) {
            return new Queues(
                    converter.map(text -> address("queue.converter-url", text)).or(() -> common(common)),
                    analysis.map(text -> address("queue.analysis-url", text)).or(() -> common(common)));
        }

        private static Optional<URI> common(Optional<String> url) {
            return url.map(text -> address("queue.url", text));
        }

        Optional<URI> of(Work work) {
            return work == Work.TONALITY ? analysis : converter;
        }
    }

    /// Where workers post their results to.
    ///
    /// @param base of all those that have no address of their own
    public record Hooks(Optional<URI> base, Optional<URI> converter, Optional<URI> parser, Optional<URI> analysis) {
        /// What is configured.
        public static Hooks of(
                Optional<String> base, Optional<String> converter, Optional<String> parser, Optional<String> analysis) {
            return new Hooks(
                    base.map(text -> address("queue.callback-url", text)),
                    converter.map(text -> address("queue.converter-webhook", text)),
                    parser.map(text -> address("queue.parser-webhook", text)),
                    analysis.map(text -> address("queue.analysis-webhook", text)));
        }

        Optional<URI> of(Work work) {
            Optional<URI> own =
                    switch (work) {
                        case CONVERT -> converter;
                        case SENTENCES -> parser;
                        case TONALITY -> analysis;
                    };
            return own.or(() ->
                    base.map(address -> URI.create(address.toString().replaceAll("/+$", "") + work.path())));
        }

        /// Whether no address is known.
        boolean none() {
            return base.isEmpty() && converter.isEmpty() && parser.isEmpty() && analysis.isEmpty();
        }

        /// Whether a worker that knows these addresses may post to `callback`; one that knows none posts everywhere.
        boolean allow(URI callback) {
            String target = callback.toString().replaceAll("[?#].*$", "");
            return none()
                    || Arrays.stream(Work.values())
                            .flatMap(work -> of(work).stream())
                            .anyMatch(hook -> hook.toString().equals(target));
        }
    }

    /// Nobody but this process works on documents.
    public static final QueueSettings DEFAULT = new QueueSettings(
            false,
            new Access(Optional.empty(), "eu-north-1", Optional.empty()),
            new Queues(Optional.empty(), Optional.empty()),
            new Hooks(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
            Secret.NONE,
            Duration.ofMinutes(15),
            WorkerSettings.DEFAULT);

    public QueueSettings {
        if (patience.toMillis() < 1) {
            throw new IllegalArgumentException("queue.patience must be above 0, was " + patience);
        }
        if (remote && (queues.converter().isEmpty() || queues.analysis().isEmpty())) {
            throw new IllegalArgumentException("queue.mode sqs needs queue.url (AWS_SQS_QUEUE_URL)");
        }
        for (Work work : Work.values()) {
            if (remote && hooks.of(work).isEmpty()) {
                throw new IllegalArgumentException(
                        "queue.mode sqs needs queue.callback-url, the address at which workers reach this server");
            }
        }
    }

    /// The mode by its word.
    ///
    /// @throws IllegalArgumentException if there is no such mode
    public static boolean remote(String mode) {
        return switch (mode) {
            case "local" -> false;
            case "sqs" -> true;
            default -> throw new IllegalArgumentException("queue.mode must be local or sqs, was '" + mode + "'");
        };
    }

    /// The same, with one queue for everything.
    public QueueSettings withQueue(String url) {
        return new QueueSettings(
                remote,
                access,
                Queues.of(Optional.of(url), Optional.empty(), Optional.empty()),
                hooks,
                webhookSecret,
                patience,
                worker);
    }

    private static URI address(String setting, String text) {
        if (!text.strip().matches("https?://[^\\s/?#]+(/[^\\s?#]*)?")) {
            throw new IllegalArgumentException(setting + " must be as https://example.com/path, was " + text);
        }
        return URI.create(text.strip());
    }
}
