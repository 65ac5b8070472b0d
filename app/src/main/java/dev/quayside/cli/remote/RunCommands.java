package dev.quayside.cli.remote;

import dev.quayside.base.Json;
import dev.quayside.cli.ExitCode;
import dev.quayside.cli.Inputs;
import dev.quayside.cli.OutputOptions;
import dev.quayside.cli.RunCommand;
import dev.quayside.cli.ServerOptions;
import dev.quayside.cli.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `run`: a workflow file, here and now; and the runs of a server, by its verbs.
@Command(
        name = "run",
        description = "Run a workflow file to its end; or start, list, show, follow, cancel, ... runs of a server")
public final class RunCommands implements Callable<Integer> {
    private static final String WHICH = "id of the run";
    private static final String RUNS = "/api/v1/executions";

    private final Terminal terminal;

    @Mixin
    private final RunCommand file;

    /// Takes what it does without a verb.
    public RunCommands(Terminal terminal, RunCommand file) {
        this.terminal = terminal;
        this.file = file;
    }

    @Override
    public Integer call() throws InterruptedException {
        return file.call();
    }

    @Command(name = "start", description = "Start a run of a stored workflow")
    int start(
            @Mixin ServerOptions server,
            @Mixin OutputOptions output,
            @Option(
                            names = {"-i", "--input"},
                            paramLabel = "NAME=VALUE",
                            description = "an input; JSON counts as that, all else as text")
                    @Nullable
                    List<String> inputs,
            @Option(names = "--wait", description = "wait for the end; the exit code tells the outcome") boolean wait,
            @Option(
                            names = {"-f", "--follow"},
                            description = "show the log meanwhile; implies --wait")
                    boolean follow,
            @Option(
                            names = "--idempotency-key",
                            paramLabel = "KEY",
                            description = "one run, however often the command is repeated")
                    @Nullable
                    String key,
            @Parameters(paramLabel = "WORKFLOW", description = "id or name of the workflow") String workflow)
            throws InterruptedException {
        ObjectNode body = Json.object();
        body.set("inputs", Inputs.parse(inputs == null ? List.of() : new ArrayList<>(inputs)));
        Api api = Api.of(server);
        JsonNode run = api.start(api.workflow(workflow), body, Optional.ofNullable(key));
        if (follow) {
            followed(api, output, id(run), 0);
        }
        if (wait || follow) {
            run = ended(api, id(run));
        }
        new Rows(terminal, output).show(run);
        return wait || follow ? outcome(run) : ExitCode.OK.number();
    }

    private static String id(JsonNode run) {
        return run.path("id").asString();
    }

    /// Waits for a run's end.
    static JsonNode ended(Api api, String run) throws InterruptedException {
        JsonNode now;
        do {
            now = api.get(RUNS + "/" + run + "?wait=60s");
        } while (now.path("completed_at").isNull());
        return now;
    }

    private static int outcome(JsonNode run) {
        boolean late = run.path("error_code").asString("").equals("run.timeout");
        return run.path("status").asString().equals("completed")
                ? ExitCode.OK.number()
                : (late ? ExitCode.TIMED_OUT : ExitCode.FAILED).number();
    }

    @Command(name = "list", description = "List runs, the newest first")
    int list(
            @Mixin ServerOptions server,
            @Mixin OutputOptions output,
            @Mixin PageOptions page,
            @Option(
                            names = "--workflow",
                            paramLabel = "WORKFLOW",
                            description = "only runs of this workflow, by id or name")
                    @Nullable
                    String workflow,
            @Option(
                            names = "--status",
                            paramLabel = "STATUS",
                            description = "pending, running, completed, failed or cancelled")
                    @Nullable
                    String status)
            throws InterruptedException {
        Api api = Api.of(server);
        String path = workflow == null ? RUNS : "/api/v1/workflows/" + api.workflow(workflow) + "/executions";
        String filter = status == null ? "" : "&status=" + Api.encoded(status);
        JsonNode runs = api.get(path + "?outputs=" + output.json() + "&" + page.query() + filter);
        new Rows(terminal, output)
                .list(runs, "id", "workflow_id", "status", "started_at", "completed_at", "error_message");
        return ExitCode.OK.number();
    }

    @Command(name = "show", description = "Show a run and its steps")
    int show(
            @Mixin ServerOptions server,
            @Mixin OutputOptions output,
            @Parameters(paramLabel = "RUN", description = WHICH) String run)
            throws InterruptedException {
        Api api = Api.of(server);
        JsonNode found = api.get(path(run));
        JsonNode steps = api.get(path(run) + "/steps");
        if (output.json()) {
            ObjectNode both = (ObjectNode) found;
            both.set("steps", steps.path("items"));
            terminal.print(both);
        } else {
            Rows rows = new Rows(terminal, output);
            rows.show(found);
            terminal.print("");
            rows.list(steps, "id", "type", "status", "attempts", "duration_seconds", "branch", "error");
        }
        return ExitCode.OK.number();
    }

    @Command(name = "logs", description = "Show the log of a run")
    int logs(
            @Mixin ServerOptions server,
            @Mixin OutputOptions output,
            @Option(
                            names = {"-f", "--follow"},
                            description = "go on until the run has ended")
                    boolean follow,
            @Option(names = "--after", paramLabel = "N", description = "only lines after this number") int after,
            @Parameters(paramLabel = "RUN", description = WHICH) String run)
            throws InterruptedException {
        Api api = Api.of(server);
        if (follow) {
            followed(api, output, run, after);
            return ExitCode.OK.number();
        }
        int last = after;
        while (true) {
            JsonNode page = api.get(path(run) + "/logs?order=asc&limit=100&after=" + last);
            page.path("items").forEach(line -> print(output, line));
            if (page.path("items").size() < 100) {
                return ExitCode.OK.number();
            }
            last = page.path("items")
                    .get(page.path("items").size() - 1)
                    .path("id")
                    .asInt();
        }
    }

    /// Shows lines as they come; goes on where it was when the connection is lost.
    private void followed(Api api, OutputOptions output, String run, int after) throws InterruptedException {
        int[] last = {after};
        boolean[] over = {false};
        while (!over[0]) {
            var _ = api.events(path(run) + "/logs/stream?after=" + last[0], (event, line) -> {
                if (event.equals("log")) {
                    last[0] = line.path("id").asInt();
                    print(output, line);
                }
                over[0] = event.equals("end");
                return !over[0];
            });
        }
    }

    private void print(OutputOptions output, JsonNode line) {
        if (output.json()) {
            terminal.print(Json.write(line));
            return;
        }
        String step = line.path("step_id").isString() ? line.path("step_id").stringValue() + " | " : "";
        terminal.print(String.format(
                Locale.ROOT,
                "%s  %-7s  %s",
                line.path("timestamp").asString(),
                line.path("level").asString(),
                Terminal.printable(step + line.path("message").asString())));
    }

    @Command(name = "cancel", description = "Cancel a run")
    int cancel(
            @Mixin ServerOptions server,
            @Mixin OutputOptions output,
            @Parameters(paramLabel = "RUN", description = WHICH) String run)
            throws InterruptedException {
        return told(server, output, path(run) + "/cancel", null);
    }

    @Command(name = "pause", description = "Pause a run: steps under way end, no new ones begin")
    int pause(
            @Mixin ServerOptions server,
            @Mixin OutputOptions output,
            @Parameters(paramLabel = "RUN", description = WHICH) String run)
            throws InterruptedException {
        return told(server, output, path(run) + "/pause", null);
    }

    @Command(name = "resume", description = "Let a paused run go on")
    int resume(
            @Mixin ServerOptions server,
            @Mixin OutputOptions output,
            @Parameters(paramLabel = "RUN", description = WHICH) String run)
            throws InterruptedException {
        return told(server, output, path(run) + "/resume", null);
    }

    @Command(name = "retry", description = "Repeat an ended run: what failed and all after it, or from a step")
    int retry(
            @Mixin ServerOptions server,
            @Mixin OutputOptions output,
            @Option(names = "--from", paramLabel = "STEP", description = "the step to begin with") @Nullable
                    String from,
            @Parameters(paramLabel = "RUN", description = WHICH) String run)
            throws InterruptedException {
        return told(server, output, path(run) + "/rerun", Json.object().put("from_step", from));
    }

    private int told(ServerOptions server, OutputOptions output, String path, @Nullable JsonNode body)
            throws InterruptedException {
        new Rows(terminal, output).show(Api.of(server).post(path, body));
        return ExitCode.OK.number();
    }

    @Command(name = "why", description = "Say in words why a run is where it is")
    int why(
            @Mixin ServerOptions server,
            @Mixin OutputOptions output,
            @Parameters(paramLabel = "RUN", description = WHICH) String run)
            throws InterruptedException {
        JsonNode why = Api.of(server).get(path(run) + "/why");
        if (output.json()) {
            terminal.print(why);
        } else {
            terminal.print(why.path("why").asString());
        }
        return ExitCode.OK.number();
    }

    private static String path(String run) {
        return RUNS + "/" + Api.encoded(run);
    }
}
