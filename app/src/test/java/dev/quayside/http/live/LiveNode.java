package dev.quayside.http.live;

import dev.quayside.base.Json;
import dev.quayside.base.Pause;
import dev.quayside.database.Database;
import dev.quayside.event.Actor;
import dev.quayside.event.Events;
import dev.quayside.http.message.HttpError;
import dev.quayside.http.message.Request;
import dev.quayside.http.server.Authenticator;
import dev.quayside.http.server.Edge;
import dev.quayside.http.server.ErrorStyle;
import dev.quayside.http.server.Router;
import dev.quayside.http.server.ServerSettings;
import dev.quayside.identity.Caller;
import dev.quayside.identity.Permission;
import dev.quayside.identity.Standing;
import dev.quayside.step.ConfigKey;
import dev.quayside.step.ConfigKey.Kind;
import dev.quayside.step.Outcome;
import dev.quayside.step.Step;
import dev.quayside.step.StepCatalogue;
import dev.quayside.step.StepContext;
import dev.quayside.step.StepType;
import dev.quayside.workflow.definition.DefinitionReader;
import dev.quayside.workflow.journal.CrashPoints;
import dev.quayside.workflow.journal.Run;
import dev.quayside.workflow.run.Engine;
import dev.quayside.workflow.run.EngineSettings;
import dev.quayside.workflow.run.LogLine;
import dev.quayside.workflow.run.RunLogs;
import dev.quayside.workflow.run.Runs;
import dev.quayside.workflow.run.Surroundings;
import dev.quayside.workflow.store.Workflows;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;

/// A node with the routes of logs on a port of its own. Its steps are `say`, which says what the test tells it to,
/// until it is told to end; `lines`, which says many lines; `echo`, which gives back its configuration; and `fail`.
final class LiveNode implements AutoCloseable {
    static final String END = "end";

    /// What `say` says next.
    final LinkedBlockingQueue<String> words = new LinkedBlockingQueue<>();

    final SimpleMeterRegistry figures = new SimpleMeterRegistry();
    final Runs runs;
    final RunLogs logs;
    final LiveRoutes routes;
    final Edge edge;
    private final Workflows workflows;
    private final Engine engine;

    LiveNode(Database database) {
        this(database, LiveSettings.DEFAULT, Duration.ofSeconds(30));
    }

    /// @param idleTimeout of connections
    LiveNode(Database database, LiveSettings settings, Duration idleTimeout) {
        Events events = new Events(database);
        List<StepType> types = List.of(
                type("say", this::say),
                type(
                        "lines",
                        LiveNode::lines,
                        ConfigKey.required("count", Kind.ANY, "how many"),
                        ConfigKey.optional("length", Kind.ANY, "of each line")),
                type(
                        "echo",
                        context -> new Outcome.Succeeded(context.config()),
                        ConfigKey.optional("value", Kind.ANY, "what to give back"),
                        ConfigKey.optional("branch", Kind.TEXT, "which branch to take")),
                type("pass", context -> new Outcome.Succeeded(context.input())),
                type("fail", _ -> new Outcome.Failed("test.failed", "no s3cret-value today", false)));
        workflows = new Workflows(database, events, new DefinitionReader(new StepCatalogue(types)));
        engine = new Engine(
                database,
                EngineSettings.DEFAULT,
                workflows,
                events,
                new Surroundings(Map.of("TOKEN", "s3cret-value"), List.of("TOKEN"), Standing.GOOD),
                InstantSource.system(),
                Pause.REAL,
                CrashPoints.NONE);
        runs = new Runs(engine, workflows);
        Authenticator authenticator = LiveNode::authenticate;
        logs = new RunLogs(engine, workflows);
        routes = new LiveRoutes(logs, authenticator, InstantSource.system(), Pause.REAL, settings, figures);
        Router router =
                new Router(routes.routes(), List.of(new Router.Area("/api/v1", ErrorStyle.DETAIL)), authenticator);
        edge = new Edge(server(idleTimeout), router, figures);
    }

    private static ServerSettings server(Duration idleTimeout) {
        return new ServerSettings(
                "127.0.0.1",
                0,
                List.of(),
                idleTimeout,
                8 << 10,
                100_000,
                20_000,
                false,
                List.of(),
                Duration.ofSeconds(30));
    }

    private static StepType type(String name, Step step, ConfigKey... keys) {
        return new StepType(name, "A step for tests.", List.of(keys), Duration.ofMinutes(5), step);
    }

    private Outcome say(StepContext context) throws InterruptedException {
        for (String word = words.take(); !word.equals(END); word = words.take()) {
            context.log(word);
        }
        return new Outcome.Succeeded(Json.object());
    }

    private static Outcome lines(StepContext context) {
        int count = context.value("count").asInt();
        String more = "x".repeat(context.value("length").asInt(0));
        for (int i = 0; i < count; i++) {
            context.log("line " + i + more);
        }
        return new Outcome.Succeeded(Json.object().put("count", count));
    }

    private static Optional<Caller> authenticate(Request request) {
        Optional<String> given = request.headers().find("Authorization");
        return given.map(token -> switch (token) {
            case "Bearer good" -> new Caller("tester", Set.of(Permission.READ_LOGS), Caller.Means.TOKEN);
            case "Bearer poor" -> new Caller("poor", Set.of(Permission.READ_WORKFLOWS), Caller.Means.TOKEN);
            default -> throw new HttpError(401, "auth.unauthenticated", "Invalid token: Signature has expired.");
        });
    }

    LiveNode start() {
        engine.start(false);
        edge.start();
        return this;
    }

    /// Starts a run; quotation marks are written as apostrophes.
    UUID run(String definition) {
        Workflows.Stored stored = workflows.put(
                "test-" + UUID.randomUUID(), DefinitionReader.parse(definition.replace('\'', '"')), Actor.of("tester"));
        if (!(stored instanceof Workflows.Stored.Done(var version, var _))) {
            throw new AssertionError(stored.toString());
        }
        return ((Runs.Start.Accepted) runs.start(version, Json.object(), Actor.of("tester"), null)).run();
    }

    /// A run of one step that says what it is told to.
    UUID talk() {
        return run("{'steps': [{'id': 'a', 'name': 'Talk', 'type': 'say'}]}");
    }

    /// A run that says so many lines, and has ended.
    UUID ended(int lines) throws InterruptedException {
        UUID run = run("{'steps': [{'id': 'a', 'type': 'lines', 'config': {'count': " + lines + "}}]}");
        var _ = await(run);
        return run;
    }

    Run await(UUID run) throws InterruptedException {
        return runs.await(run, Duration.ofSeconds(60));
    }

    List<LogLine> log(UUID run) {
        return runs.log(runs.find(run).orElseThrow(), 0, 1_000_000);
    }

    double figure(String name, String wire) {
        return figures.get(name)
                .tag("wire", wire)
                .meter()
                .measure()
                .iterator()
                .next()
                .getValue();
    }

    @Override
    public void close() {
        words.add(END);
        routes.close();
        edge.close();
        engine.close();
    }
}
