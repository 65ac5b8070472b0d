package dev.quayside;

import dev.quayside.base.Json;
import dev.quayside.base.ProblemException;
import dev.quayside.event.Actor;
import dev.quayside.step.Outcome;
import dev.quayside.step.StepContext;
import dev.quayside.step.StepType;
import dev.quayside.workflow.journal.CrashPoints;
import dev.quayside.workflow.run.Runs;
import dev.quayside.workflow.store.WorkflowVersion;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.node.ObjectNode;

/// A server for tests that kill it.
///
/// As a program it takes three arguments: the data folder; the address of the database, or `-` for its own; and
/// `POINT:n` to die when a crash point is reached for the nth time, or `-`. It says `READY pid`, starts runs on
/// lines `start kind load to` of its standard input, answers each with `ACCEPTED load run` or `REFUSED load code`,
/// and stops in order on SIGTERM.
final class FaultServer {
    /// Exit code of a server that dies at a crash point.
    static final int DIED = 99;

    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    private FaultServer() {}

    public static void main(String[] arguments) throws Exception {
        App app = App.start(
                settings(Path.of(arguments[0]), arguments[1]),
                App.Role.SERVER,
                crashPoints(arguments[2]),
                List.of(askType(), haltType()));
        // A JVM that is told to stop by a signal ends with 143 unless it is halted.
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            app.close();
                            Runtime.getRuntime().halt(0);
                        },
                        "stop"));
        say("READY " + ProcessHandle.current().pid());
        var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = orders.readLine(); line != null; line = orders.readLine()) {
            String[] words = line.split(" ", -1);
            Thread.startVirtualThread(() -> start(app, words[1], words[2], words[3]));
        }
        Thread.sleep(Duration.ofMinutes(30));
    }

    /// Settings with short spans: a lease of two seconds, runs that only wait leave memory after half a second.
    static AppSettings settings(Path data, String databaseUrl) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "QUAYSIDE_ALLOW_PRIVATE", "true",
                "QUAYSIDE_WORKFLOW_LEASE", "2s",
                "QUAYSIDE_WORKFLOW_REST_AFTER", "500ms",
                "HOME", System.getProperty("user.home", "/root")));
        environment.put("PORT", "0");
        if (!databaseUrl.equals("-")) {
            environment.put("DATABASE_URL", databaseUrl);
        }
        return AppSettings.read(data, environment);
    }

    private static void start(App app, String kind, String load, String to) {
        try {
            WorkflowVersion version =
                    app.workflows().find("fault-" + kind).orElseThrow().newest();
            ObjectNode inputs = Json.object().put("load", load).put("to", to);
            var accepted = (Runs.Start.Accepted) app.runs().start(version, inputs, Actor.of("server"), null);
            say("ACCEPTED " + load + " " + accepted.run());
        } catch (ProblemException e) {
            say("REFUSED " + load + " " + e.problem().code());
        } catch (RuntimeException e) {
            say("REFUSED " + load + " " + e);
        }
    }

    /// One write for each line, so that lines of several threads do not mix.
    private static void say(String line) {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        System.out.write(bytes, 0, bytes.length);
        System.out.flush();
    }

    private static CrashPoints crashPoints(String text) {
        if (text.equals("-")) {
            return CrashPoints.NONE;
        }
        String[] parts = text.split(":", -1);
        CrashPoints.Point deadly = CrashPoints.Point.valueOf(parts[0]);
        var left = new AtomicInteger(Integer.parseInt(parts[1]));
        return point -> {
            if (point == deadly && left.decrementAndGet() == 0) {
                Runtime.getRuntime().halt(DIED);
            }
        };
    }

    /// The step type `ask`: tells the endpoint its token, and waits until somebody completes it.
    static StepType askType() {
        return new StepType("ask", "Asks and waits.", List.of(), Duration.ofSeconds(30), FaultServer::ask);
    }

    /// The step type `halt`: kills its server.
    static StepType haltType() {
        return new StepType("halt", "Kills its server.", List.of(), Duration.ofSeconds(30), _ -> {
            Runtime.getRuntime().halt(DIED);
            return new Outcome.Succeeded(Json.object());
        });
    }

    private static Outcome ask(StepContext context) throws IOException, InterruptedException {
        ObjectNode body = Json.object()
                .put("load", context.input().path("load").asString())
                .put("step", context.stepId())
                .put("item", -1)
                .put("token", context.token());
        String to = context.input().path("to").asString();
        HttpRequest request = HttpRequest.newBuilder(URI.create(to + "/effect"))
                .header("Idempotency-Key", context.idempotencyKey())
                .POST(HttpRequest.BodyPublishers.ofString(Json.write(body)))
                .build();
        CLIENT.send(request, HttpResponse.BodyHandlers.discarding());
        return Outcome.Parked.on(context.token());
    }
}
