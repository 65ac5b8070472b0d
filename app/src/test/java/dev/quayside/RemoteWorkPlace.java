package dev.quayside;

import dev.quayside.base.Json;
import dev.quayside.base.Pause;
import dev.quayside.config.Secret;
import dev.quayside.document.DocumentSettings;
import dev.quayside.document.Documents;
import dev.quayside.document.queue.QueueSettings;
import dev.quayside.document.queue.Worker;
import dev.quayside.document.queue.WorkerSettings;
import dev.quayside.storage.blob.S3Settings;
import dev.quayside.storage.blob.S3Store;
import dev.quayside.testing.Await;
import dev.quayside.testing.S3Server;
import dev.quayside.testing.SqsServer;
import dev.quayside.testing.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// A server that sends documents to workers, with a queue, a bucket, and a relay for what comes back.
final class RemoteWorkPlace implements AutoCloseable {
    static final String SECRET = "a secret that workers know";

    final SqsServer sqs = new SqsServer();
    final URI queue = sqs.queue("documents");
    final HookRelay relay = new HookRelay();
    final HookRelay toQueue = new HookRelay();
    final TestServer server;
    private final Path folder;
    private final TestDatabase database = TestDatabase.fresh();
    private final S3Server bucket;
    private final Documents documents = new Documents(DocumentSettings.DEFAULT, System.getenv());
    private final S3Store store;

    RemoteWorkPlace(Path folder) throws IOException {
        this(folder, Map.of());
    }

    /// @param more of the server's environment
    RemoteWorkPlace(Path folder, Map<String, String> more) throws IOException {
        this.folder = folder;
        bucket = new S3Server(Files.createDirectories(folder.resolve("s3")));
        toQueue.to(sqs.endpoint());
        store = new S3Store(bucket.settings(), folder.resolve("spool"));
        Map<String, String> environment = new HashMap<>(more);
        environment.putAll(Map.ofEntries(
                Map.entry("AWS_S3_BUCKET_NAME", S3Server.BUCKET),
                Map.entry("AWS_ACCESS_KEY_ID", S3Server.KEY),
                Map.entry("AWS_SECRET_ACCESS_KEY", S3Server.SECRET.value()),
                Map.entry("QUAYSIDE_STORAGE_S3_ENDPOINT", bucket.endpoint().toString()),
                Map.entry("QUAYSIDE_STORAGE_S3_PATH_STYLE", "true"),
                Map.entry("QUAYSIDE_QUEUE_MODE", "sqs"),
                Map.entry("AWS_SQS_QUEUE_URL", queue.toString()),
                Map.entry("QUAYSIDE_QUEUE_ENDPOINT", toQueue.address().toString()),
                Map.entry("QUAYSIDE_QUEUE_WEBHOOK_SECRET", SECRET),
                Map.entry("QUAYSIDE_QUEUE_CALLBACK_URL", relay.address().toString())));
        server = new TestServer(database, environment);
        relay.to(server.address());
    }

    /// A file of whoever may do everything.
    record Stored(long id, String key) {}

    /// Starts a worker that gives back what it works on as soon as it is closed.
    Worker worker() {
        return worker(Duration.ofSeconds(3));
    }

    Worker worker(Duration visibility) {
        return worker(queue, store, visibility);
    }

    /// Starts a worker that does not reach the bucket.
    Worker workerWithoutBucket(URI from) {
        S3Settings there = bucket.settings();
        return worker(
                from,
                new S3Store(
                        new S3Settings(
                                Optional.of(URI.create("http://127.0.0.1:1")),
                                there.region(),
                                there.bucket(),
                                there.pathStyle(),
                                there.keys(),
                                there.checksums()),
                        folder.resolve("spool")),
                Duration.ofSeconds(3));
    }

    private Worker worker(URI queue, S3Store store, Duration visibility) {
        Worker worker = new Worker(
                new QueueSettings(
                        false,
                        new QueueSettings.Access(
                                Optional.of(sqs.endpoint()),
                                "eu-north-1",
                                Optional.of(new S3Settings.Keys("key", new Secret("secret"), Secret.NONE))),
                        new QueueSettings.Queues(Optional.of(queue), Optional.of(queue)),
                        QueueSettings.Hooks.of(
                                Optional.of(relay.address().toString()),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()),
                        Secret.NONE,
                        Duration.ofMinutes(1),
                        new WorkerSettings(4, 2, visibility, Duration.ofSeconds(1))),
                store,
                documents,
                1 << 20,
                Duration.ofMillis(1),
                InstantSource.system(),
                Pause.REAL);
        worker.start();
        return worker;
    }

    /// Writes down what the command `worker` needs.
    ///
    /// @return the folder that it lies in
    Path settingsOfAWorker() throws IOException {
        return settingsOfAWorker("30s");
    }

    /// @param patience with what it works on when it is told to stop
    Path settingsOfAWorker(String patience) throws IOException {
        Path data = Files.createDirectories(folder.resolve("worker"));
        Files.writeString(data.resolve("quayside.yaml"), """
                storage:
                  s3:
                    bucket: %s
                    endpoint: %s
                    path-style: true
                    access-key: %s
                    secret-key: %s
                queue:
                  url: %s
                  endpoint: %s
                  access-key: key
                  secret-key: secret
                  visibility: 3s
                  worker-jobs: 1
                server:
                  stop-patience: %s
                """.formatted(
                        S3Server.BUCKET,
                        bucket.endpoint(),
                        S3Server.KEY,
                        S3Server.SECRET.value(),
                        queue,
                        sqs.endpoint(),
                        patience));
        return data;
    }

    Stored upload(String name, String text) throws IOException, InterruptedException {
        TestServer.Answer answer = server.send(server.at("/api/v1/files")
                .header("Content-Type", "multipart/form-data; boundary=xyz")
                .POST(BodyPublishers.ofByteArray(FilesClient.form(name, text.getBytes(StandardCharsets.UTF_8)))));
        if (answer.status() != 201) {
            throw new AssertionError(answer.json().toString());
        }
        long id = answer.json().path("id").asLong();
        String key = database.database()
                .with(handle -> handle.createQuery("select blob_key from file where id = :id")
                        .bind("id", id)
                        .mapTo(String.class)
                        .one());
        return new Stored(id, key);
    }

    /// Begins an operation.
    ///
    /// @return the path of the job
    String begin(Stored file, String order) throws IOException, InterruptedException {
        TestServer.Answer answer = server.post("/api/v1/files/" + file.id() + "/jobs", order);
        if (answer.status() != 202) {
            throw new AssertionError(answer.json().toString());
        }
        return "/api/v1/files/jobs/" + answer.json().path("id").asString();
    }

    JsonNode job(String path) throws IOException, InterruptedException {
        return server.get(path).json();
    }

    /// The job when it has ended.
    JsonNode ended(String path) throws IOException, InterruptedException {
        return server.get(path + "?wait=50s").json();
    }

    /// Takes the next message out of the queue, as a worker of somebody else does.
    JsonNode take() {
        return Json.parse(sqs.take(queue));
    }

    /// Posts a callback past the relay, with single quotes.
    TestServer.Answer callback(JsonNode message, String body) throws IOException, InterruptedException {
        URI address = URI.create(message.path("callback_url").asString());
        return post(address.getPath() + "?" + address.getQuery(), body, Map.of());
    }

    TestServer.Answer post(String path, String body, Map<String, String> headers)
            throws IOException, InterruptedException {
        var request = java.net.http.HttpRequest.newBuilder(server.address().resolve(path))
                .POST(BodyPublishers.ofString(body.replace('\'', '"')));
        headers.forEach(request::header);
        return server.send(request);
    }

    /// Puts an object into the bucket past the server.
    void put(String key, String text) throws IOException {
        long _ = store.put(
                new dev.quayside.storage.blob.BlobKey(key),
                new java.io.ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    /// The names of all objects of the bucket.
    Stream<String> objects() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("s3").resolve(S3Server.BUCKET))) {
            return files.map(path -> path.getFileName().toString()).toList().stream();
        }
    }

    /// How many files were made of another one.
    int made(Stored file) throws IOException, InterruptedException {
        return server.get("/api/v1/files/" + file.id() + "/lineage")
                .json()
                .path("derived")
                .size();
    }

    /// Has callbacks held back from now on.
    ///
    /// @return waits until the first is
    Held hold() {
        relay.mood(HookRelay.Mood.HOLDS);
        int before = relay.heldCalls();
        return () -> Await.until("a worker reports", () -> relay.heldCalls() > before);
    }

    /// A callback that is held back.
    interface Held {
        void await() throws InterruptedException;
    }

    /// All goes its way again, and nothing waits.
    void settle() throws InterruptedException {
        relay.mood(HookRelay.Mood.KIND);
        toQueue.mood(HookRelay.Mood.KIND);
        queueIsEmpty();
    }

    void queueIsEmpty() throws InterruptedException {
        Await.until("the queue is empty", () -> sqs.size(queue) == 0);
    }

    @Override
    public void close() {
        relay.close();
        toQueue.close();
        server.close();
        documents.close();
        store.close();
        bucket.close();
        sqs.close();
        database.close();
    }
}
