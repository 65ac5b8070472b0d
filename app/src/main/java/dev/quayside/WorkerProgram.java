package dev.quayside;

import dev.quayside.base.Pause;
import dev.quayside.base.ProblemException;
import dev.quayside.document.Documents;
import dev.quayside.document.queue.QueueSettings;
import dev.quayside.document.queue.Worker;
import dev.quayside.storage.blob.S3Settings;
import dev.quayside.storage.blob.S3Store;
import java.time.InstantSource;

/// The program as a worker: documents, a bucket and queues, and nothing else. Immutable.
final class WorkerProgram implements AutoCloseable {
    private final Documents documents;
    private final S3Store store;
    private final Worker worker;

    private WorkerProgram(AppSettings settings, QueueSettings queue, S3Settings bucket) {
        documents = new Documents(settings.documents(), settings.environment());
        store = new S3Store(bucket, settings.storage().folder().resolve("spool"));
        worker = new Worker(
                queue,
                store,
                documents,
                settings.documents().maxFileBytes(),
                settings.server().stopPatience(),
                InstantSource.system(),
                Pause.REAL);
    }

    /// Starts to work.
    ///
    /// @param queue how queues are reached, as the settings or the command line say
    /// @throws ProblemException `config.invalid-value` if the settings name no queue, or no bucket
    static WorkerProgram start(AppSettings settings, QueueSettings queue) {
        S3Settings bucket = settings.storage()
                .bucket()
                .orElseThrow(() -> new ProblemException(
                        "config.invalid-value",
                        "A worker needs storage.blob s3 or r2: it fetches the files from the bucket"));
        WorkerProgram program = new WorkerProgram(settings, queue, bucket);
        boolean started = false;
        try {
            program.store.start();
            program.worker.start();
            started = true;
            return program;
        } finally {
            if (!started) {
                program.close();
            }
        }
    }

    @Override
    public void close() {
        worker.close();
        store.close();
        documents.close();
    }
}
