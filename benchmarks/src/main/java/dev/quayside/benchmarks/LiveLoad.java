package dev.quayside.benchmarks;

import dev.quayside.action.Actions;
import dev.quayside.action.http.AddressGuard;
import dev.quayside.action.http.HttpSettings;
import dev.quayside.action.http.Resolver;
import dev.quayside.action.script.ScriptSettings;
import dev.quayside.base.Json;
import dev.quayside.base.Pause;
import dev.quayside.database.Database;
import dev.quayside.database.Migrations;
import dev.quayside.database.embedded.EmbeddedPostgres;
import dev.quayside.database.embedded.EmbeddedSettings;
import dev.quayside.event.Actor;
import dev.quayside.event.Events;
import dev.quayside.http.live.LiveRoutes;
import dev.quayside.http.live.LiveSettings;
import dev.quayside.http.server.Edge;
import dev.quayside.http.server.Router;
import dev.quayside.http.server.ServerSettings;
import dev.quayside.identity.Caller;
import dev.quayside.identity.Permission;
import dev.quayside.identity.Standing;
import dev.quayside.step.StepCatalogue;
import dev.quayside.workflow.definition.DefinitionReader;
import dev.quayside.workflow.journal.CrashPoints;
import dev.quayside.workflow.run.Engine;
import dev.quayside.workflow.run.EngineSettings;
import dev.quayside.workflow.run.RunLogs;
import dev.quayside.workflow.run.Runs;
import dev.quayside.workflow.run.Surroundings;
import dev.quayside.workflow.store.WorkflowVersion;
import dev.quayside.workflow.store.Workflows;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Serves live logs to the WebSockets of a [SocketCrowd] in a process of its own, and measures the heap of this one.
///
/// Started by [LiveFigures] in a JVM with the class path and the options of the packaged program. Everybody may read
/// everything here: what is measured is the way from the journal to the sockets.
public final class LiveLoad implements AutoCloseable {
    private static final int FOLLOWERS = 1_000;

    private final EmbeddedPostgres postgres;
    private final Database database;
    private final Workflows workflows;
    private final Engine engine;
    private final Runs runs;
    private final LiveRoutes routes;
    private final Edge edge;

    private LiveLoad(Path data) throws InterruptedException {
        InstantSource clock = InstantSource.system();
        postgres = new EmbeddedPostgres(EmbeddedSettings.in(data, System.getenv()), Pause.REAL);
        database = new Database(postgres.start(), 12, Pause.REAL);
        database.start(Duration.ofSeconds(30));
        new Migrations(database).migrate();
        Events events = new Events(database);
        AddressGuard guard = new AddressGuard(HttpSettings.DEFAULT, Resolver.SYSTEM);
        var actions = new Actions(HttpSettings.DEFAULT, guard, ScriptSettings.DEFAULT, clock);
        workflows = new Workflows(database, events, new DefinitionReader(new StepCatalogue(actions.types())));
        engine = new Engine(
                database,
                EngineSettings.DEFAULT,
                workflows,
                events,
                new Surroundings(Map.of(), List.of(), Standing.GOOD),
                clock,
                Pause.REAL,
                CrashPoints.NONE);
        runs = new Runs(engine, workflows);
        RunLogs logs = new RunLogs(engine, workflows);
        var figures = new SimpleMeterRegistry();
        Caller anybody = new Caller("benchmark", Permission.all(), Caller.Means.LOCAL);
        routes = new LiveRoutes(logs, _ -> Optional.of(anybody), clock, Pause.REAL, LiveSettings.DEFAULT, figures);
        Router router = new Router(routes.routes(), List.of(), _ -> Optional.of(anybody));
        edge = new Edge(ServerSettings.DEFAULT.withPort(0), router, figures);
        engine.start(true);
        edge.start();
    }

    /// Measures on a new data folder.
    ///
    /// @param arguments data folder, idle sockets, lines of the run that many follow, number of rounds
    public static void main(String... arguments) throws InterruptedException, IOException {
        int idle = Integer.parseInt(arguments[1]);
        int lines = Integer.parseInt(arguments[2]);
        int rounds = Integer.parseInt(arguments[3]);
        try (LiveLoad load = new LiveLoad(Path.of(arguments[0]))) {
            say("idle.sockets", idle);
            load.fan(1, lines); // to warm up
            for (int i = 1; i <= rounds; i++) {
                progress("round " + i + " of " + rounds);
                say("solo.lines_per_second", load.fan(1, lines));
                double rate = load.fan(FOLLOWERS, lines);
                say("fan.lines_per_second", rate);
                say("fan.messages_per_second", rate * FOLLOWERS);
                load.idle(idle);
                load.idleApart(idle);
            }
        }
    }

    /// Many sockets follow one run in which nothing happens, then one thing.
    private void idle(int sockets) throws IOException, InterruptedException {
        UUID run = start(waiting());
        try (SocketCrowd.Remote crowd = SocketCrowd.Remote.start(edge.port())) {
            double before = heap();
            crowd.open(sockets, List.of(run));
            awaitOpen(sockets);
            say("idle.heap_bytes", (heap() - before) / sockets);
            long began = System.nanoTime();
            Runs.Asked _ = runs.pause(run, Actor.of("benchmark"));
            crowd.awaitAllHeard("Paused by");
            say("idle.broadcast_ms", (System.nanoTime() - began) / 1e6);
        }
        end(run);
    }

    /// Every socket follows a run of its own.
    private void idleApart(int sockets) throws IOException, InterruptedException {
        WorkflowVersion version = LoadWorkflow.store(workflows, "waiting", waiting());
        List<UUID> all = new ArrayList<>();
        for (int i = 0; i < sockets; i++) {
            all.add(start(version));
        }
        Thread.sleep(Duration.ofSeconds(4)); // runs that only wait leave memory
        try (SocketCrowd.Remote crowd = SocketCrowd.Remote.start(edge.port())) {
            double before = heap();
            crowd.open(sockets, all);
            awaitOpen(sockets);
            say("idle.own_run_heap_bytes", (heap() - before) / sockets);
        }
        for (UUID run : all) {
            end(run);
        }
    }

    private void end(UUID run) throws InterruptedException {
        Runs.Asked _ = runs.cancel(run, Actor.of("benchmark"));
        var _ = runs.await(run, Duration.ofSeconds(30));
        awaitOpen(0);
    }

    /// A run of many small steps with followers from its beginning to its end.
    ///
    /// @return lines a second, until the last follower has heard the last
    private double fan(int followers, int lines) throws IOException, InterruptedException {
        awaitOpen(0);
        UUID run = start(items(lines));
        var _ = runs.pause(run, Actor.of("benchmark"));
        try (SocketCrowd.Remote crowd = SocketCrowd.Remote.start(edge.port())) {
            crowd.open(followers, List.of(run));
            awaitOpen(followers);
            Thread.sleep(Duration.ofSeconds(1)); // the run's first step is over by now
            long began = System.nanoTime();
            var _ = runs.resume(run, Actor.of("benchmark"));
            int complete = crowd.awaitAllEnded(lines);
            double seconds = (System.nanoTime() - began) / 1e9;
            if (followers > 1) {
                say("fan.lost", followers - complete);
            }
            return lines / seconds;
        }
    }

    private void awaitOpen(int sockets) throws InterruptedException {
        while (routes.openStreams() != sockets) {
            Thread.sleep(Duration.ofMillis(10));
        }
    }

    private static double heap() throws InterruptedException {
        Thread.sleep(Duration.ofSeconds(1));
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private UUID start(ObjectNode definition) {
        return start(LoadWorkflow.store(workflows, "w" + definition.hashCode(), definition));
    }

    private UUID start(WorkflowVersion version) {
        return switch (runs.start(version, Json.object(), Actor.of("benchmark"), null)) {
            case Runs.Start.Accepted(UUID run, var _) -> run;
            case Runs.Start.InvalidInputs _, Runs.Start.KeyReused _ -> throw new IllegalStateException("not started");
        };
    }

    private static ObjectNode waiting() {
        ObjectNode definition = Json.object();
        ObjectNode step = definition.putArray("steps").addObject();
        step.put("id", "wait").put("type", "delay");
        step.putObject("config").put("seconds", 36_000);
        return definition;
    }

    /// A pause of a moment, in which followers come, then a step with many items.
    private static ObjectNode items(int count) {
        ObjectNode definition = Json.object();
        ArrayNode steps = definition.putArray("steps");
        ObjectNode pause = steps.addObject().put("id", "pause").put("type", "delay");
        pause.putObject("config").put("seconds", 1);
        ObjectNode step = steps.addObject().put("id", "each").put("type", "transform");
        step.putArray("depends_on").add("pause");
        step.putObject("config").putObject("output");
        ArrayNode items = step.putObject("for_each").put("parallel", 16).putArray("items");
        for (int i = 0; i < count; i++) {
            items.add(i);
        }
        return definition;
    }

    private static void progress(String line) {
        System.out.println(EngineLoad.PROGRESS + line);
    }

    private static void say(String key, double value) {
        System.out.println(EngineLoad.FIGURE + key + " " + value);
    }

    @Override
    public void close() {
        routes.close();
        edge.close();
        engine.close();
        database.close();
        postgres.close();
    }
}
