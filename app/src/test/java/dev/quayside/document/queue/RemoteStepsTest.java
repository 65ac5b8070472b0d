package dev.quayside.document.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quayside.base.Json;
import dev.quayside.base.Pause;
import dev.quayside.config.Secret;
import dev.quayside.document.DocumentSettings;
import dev.quayside.document.DocumentSteps;
import dev.quayside.document.Documents;
import dev.quayside.document.SealedPasswords;
import dev.quayside.event.Actor;
import dev.quayside.event.Events;
import dev.quayside.secret.RootKey;
import dev.quayside.secret.Sealer;
import dev.quayside.step.Outcome;
import dev.quayside.step.StepType;
import dev.quayside.storage.Files;
import dev.quayside.storage.Provenance;
import dev.quayside.storage.Storage;
import dev.quayside.storage.StorageSettings;
import dev.quayside.storage.StoredFile;
import dev.quayside.storage.blob.S3Settings;
import dev.quayside.testing.MovedClock;
import dev.quayside.testing.SqsServer;
import dev.quayside.testing.StepCall;
import dev.quayside.testing.TestDatabase;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Steps that send their work away, with a clock that the test moves.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RemoteStepsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final ObjectNode FOUND = (ObjectNode) Json.parse("{\"count\":0,\"sentences\":[]}");

    private final MovedClock clock = new MovedClock();
    private final SqsServer sqs = new SqsServer();
    private final URI queue = sqs.queue("steps");
    private final List<Outcome> completed = new ArrayList<>();
    private final Documents documents = new Documents(DocumentSettings.DEFAULT, System.getenv());
    private TestDatabase database;
    private Storage storage;
    private StoredFile file;
    private Callbacks callbacks;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        database = TestDatabase.fresh();
        storage = new Storage(
                database.database(),
                new Events(database.database()),
                RootKey.of(new Secret("a secret that is long enough for the test"), "test"),
                StorageSettings.in(folder),
                clock,
                Pause.REAL);
        storage.store().start();
        var order = new Files.Order(
                StepCall.USER, "a.txt", storage.settings().any(), Provenance.UPLOADED, Actor.of(StepCall.USER));
        file = storage.files().store(order, new ByteArrayInputStream("I love it.".getBytes(StandardCharsets.UTF_8)));
        callbacks = new Callbacks(database.database(), storage, new Callbacks.Waiting() {
            @Override
            public boolean open(String run) {
                return true;
            }

            @Override
            public void complete(String token, Outcome outcome) {
                completed.add(outcome);
            }
        });
    }

    @BeforeEach
    void nothingWasSent() {
        database.database().use(handle -> handle.execute("delete from sent_work"));
        completed.clear();
    }

    @AfterAll
    void stop() {
        documents.close();
        storage.close();
        database.close();
        sqs.close();
    }

    private QueueSettings settings(URI endpoint) {
        return new QueueSettings(
                true,
                new QueueSettings.Access(
                        Optional.of(endpoint),
                        "eu-north-1",
                        Optional.of(new S3Settings.Keys("key", new Secret("secret"), Secret.NONE))),
                new QueueSettings.Queues(Optional.of(queue), Optional.of(queue)),
                QueueSettings.Hooks.of(
                        Optional.of("http://127.0.0.1:1"), Optional.empty(), Optional.empty(), Optional.empty()),
                Secret.NONE,
                PATIENCE,
                WorkerSettings.DEFAULT);
    }

    private Outcome call(URI endpoint, String type, StepCall call) throws Exception {
        List<StepType> local = new DocumentSteps(
                        database.database(),
                        storage,
                        documents,
                        new SealedPasswords(new Sealer(
                                RootKey.of(new Secret("a secret that is long enough for the test"), "test"))),
                        clock)
                .types();
        try (RemoteSteps steps =
                new RemoteSteps(settings(endpoint), database.database(), storage.files(), documents, clock)) {
            return steps.types(local).stream()
                    .filter(known -> known.name().equals(type))
                    .findFirst()
                    .orElseThrow()
                    .step()
                    .run(call);
        }
    }

    private StepCall sentences() {
        return new StepCall(
                Json.object().put("file", file.id()).set("keywords", Json.parse("[\"x\"]")),
                Json.object(),
                clock.instant());
    }

    @Test
    void aCallThatIsRepeatedSendsAgainAndParksOnTheSameToken() throws Exception {
        StepCall call = sentences();

        Outcome first = call(sqs.endpoint(), "document.sentences", call);
        Outcome second = call(sqs.endpoint(), "document.sentences", call);

        assertThat(first).isEqualTo(new Outcome.Parked(call.firstCalled().plus(PATIENCE), call.token()));
        assertThat(second).isEqualTo(first);
        assertThat(sqs.take(queue)).isEqualTo(sqs.take(queue));
    }

    @Test
    void aCallThatIsRepeatedAfterItsCallbackKnowsTheOutcome() throws Exception {
        StepCall call = sentences();
        var _ = call(sqs.endpoint(), "document.sentences", call);
        SentWork sent = callbacks.find(call.token()).orElseThrow();
        assertThat(callbacks.take(sent, new Report.Found(FOUND))).isEqualTo(Callbacks.Taken.WELL);

        JsonNode output = StepCall.output(call(sqs.endpoint(), "document.sentences", call));

        assertThat(output.path("count").asInt()).isZero();
        assertThat(output.path("file").asLong()).isEqualTo(file.id());
        assertThat(completed).hasSize(1);
        assertThat(sqs.take(queue)).contains(file.key().value());
        assertThat(sqs.size(queue)).isZero();
    }

    @Test
    void nobodyIsWaitedForLongerThanPatienceAllows() throws Exception {
        StepCall call = sentences();
        var _ = call(sqs.endpoint(), "document.sentences", call);
        assertThat(sqs.take(queue)).isNotEmpty();
        SentWork sent = callbacks.find(call.token()).orElseThrow();

        clock.pass(PATIENCE);
        Outcome.Failed failed = StepCall.failure(call(sqs.endpoint(), "document.sentences", call));

        assertThat(failed.problem().code()).isEqualTo("queue.timed-out");
        assertThat(failed.retryable()).isFalse();
        assertThat(callbacks.take(sent, new Report.Found(FOUND)))
                .as("a callback after that")
                .isEqualTo(Callbacks.Taken.LATE);
        assertThat(completed).allMatch(outcome -> outcome.equals(failed));
    }

    @Test
    void aQueueThatIsAwayFailsTheCallSoThatItIsTriedAgain() throws Exception {
        StepCall call = sentences();

        Outcome.Failed failed = StepCall.failure(call(URI.create("http://127.0.0.1:1"), "document.sentences", call));

        assertThat(failed.problem().code()).isEqualTo("queue.unavailable");
        assertThat(failed.retryable()).isTrue();
        assertThat(callbacks.find(call.token()).orElseThrow().outcome()).isEqualTo(failed);
    }

    @Test
    void aCallThatIsToldToStopWhileItSendsStops() throws Exception {
        StepCall call = sentences();
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            URI address = URI.create("http://127.0.0.1:" + silent.getLocalPort());
            var sending = new FutureTask<>(() -> call(address, "document.sentences", call));
            // As the engine calls steps: on a virtual thread, whose sockets an interrupt closes.
            Thread caller = Thread.startVirtualThread(sending);
            try (Socket _ = silent.accept()) {
                caller.interrupt();

                assertThatThrownBy(sending::get).hasCauseInstanceOf(InterruptedException.class);
            }
        }

        assertThat(callbacks.find(call.token()).orElseThrow().outcome()).isNull();
    }

    @Test
    void whatAMessageCannotSayIsWorkedOnHere() throws Exception {
        JsonNode tone =
                StepCall.output(call(sqs.endpoint(), "document.tonality", StepCall.of("{\"text\": \"I love it.\"}")));

        assertThat(tone.path("polarity").asDouble()).isPositive();
        assertThat(sqs.size(queue)).isZero();
    }

    @Test
    void aConversionThatNobodyCanDoIsNotSent() throws Exception {
        StepCall call = new StepCall(
                Json.object().put("file", file.id()).put("from", "pdf").put("to", "docx"),
                Json.object(),
                clock.instant());

        assertThat(StepCall.failure(call(sqs.endpoint(), "document.convert", call))
                        .problem()
                        .code())
                .isEqualTo("document.unsupported");
        assertThat(sqs.size(queue)).isZero();
    }
}
