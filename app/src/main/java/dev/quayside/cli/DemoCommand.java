package dev.quayside.cli;

import dev.quayside.base.Durations;
import dev.quayside.base.Json;
import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import dev.quayside.cli.Program.Purpose;
import dev.quayside.event.Actor;
import dev.quayside.workflow.run.LogLine;
import dev.quayside.workflow.run.Run;
import dev.quayside.workflow.run.RunStatus;
import dev.quayside.workflow.run.Runs;
import dev.quayside.workflow.store.WorkflowVersion;
import dev.quayside.workflow.store.Workflows;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `demo`: the example workflows, played on sample data in a scratch folder.
@Command(name = "demo", description = "Play the example workflows on sample data in a scratch folder")
public final class DemoCommand implements Callable<Integer> {
    /// The examples, in the order in which they are played.
    private static final Actor DEMO = Actor.of("demo");

    private static final List<String> EXAMPLES = List.of("fetch-and-process", "inspect-shipments");

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Terminal terminal;
    private final Program.Opener opener;

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "use this folder instead of one that is removed at the end")
    private @Nullable Path data;

    @Option(names = "--keep", description = "go on serving on the scratch folder until Ctrl-C, then remove it")
    private boolean keep;

    /// What was played.
    private record Played(String workflow, Run run, int steps, int calls, int retries, JsonNode result) {
        Duration took() {
            return run.endedAt() == null ? Duration.ZERO : Duration.between(run.createdAt(), run.endedAt());
        }
    }

    public DemoCommand(Terminal terminal, Program.Opener opener) {
        this.terminal = terminal;
        this.opener = opener;
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        Path chosen = data;
        Path folder = chosen == null ? Files.createTempDirectory("quayside-demo") : chosen.toAbsolutePath();
        try {
            return play(folder);
        } finally {
            if (chosen == null) {
                remove(folder);
            }
        }
    }

    private int play(Path folder) throws InterruptedException, IOException {
        terminal.progress(output, "Starting on the scratch folder " + folder + " ...");
        List<Played> played = new ArrayList<>();
        try (Program program = opener.open(folder, null, Purpose.DEMO);
                DemoApi api = new DemoApi(resource("data/shipments.json"))) {
            api.start();
            terminal.progress(output, "A small API for the workflows to talk to is at " + api.address());
            for (String example : EXAMPLES) {
                played.add(play(program, example, Json.object().put("api", api.address())));
            }
            print(played);
            if (keep) {
                stay(folder);
            }
        }
        boolean good = played.stream().allMatch(one -> one.run().status() == RunStatus.COMPLETED);
        return (good ? ExitCode.OK : ExitCode.FAILED).number();
    }

    private Played play(Program program, String example, ObjectNode inputs) throws InterruptedException {
        JsonNode definition = resource("workflows/" + example + ".json");
        terminal.progress(output, "");
        terminal.progress(
                output, "== " + example + ": " + definition.path("description").asString(""));
        WorkflowVersion version =
                switch (program.workflows().put(example, definition, DEMO)) {
                    case Workflows.Stored.Done(var stored, var _) -> stored;
                    case Workflows.Stored.Invalid(var errors) ->
                        throw new ProblemException("demo.example-invalid", example + ": " + errors.getFirst());
                };
        if (!(program.runs().start(version, inputs, DEMO, null) instanceof Runs.Start.Accepted(var id, var _))) {
            throw new ProblemException("demo.example-invalid", example + " does not take its inputs");
        }
        Run run = program.runs().find(id).orElseThrow();
        int steps =
                program.workflows().plan(run.workflow(), run.version()).steps().size();
        RunView view = new RunView(terminal, steps, Boolean.getBoolean("quayside.terminal"), output.color());
        List<LogLine> lines = new ArrayList<>();
        boolean _ = program.runs().follow(run, 0, line -> {
            lines.add(line);
            return output.quiet() || view.show(line);
        });
        Run ended = program.runs().await(id, PATIENCE);
        int retries = count(lines, LogLine.Type.STEP_RETRYING);
        int calls = retries + count(lines, LogLine.Type.STEP_COMPLETED) + count(lines, LogLine.Type.STEP_FAILED);
        return new Played(example, ended, steps, calls, retries, lastOutput(program, ended));
    }

    private static int count(List<LogLine> lines, LogLine.Type type) {
        return (int) lines.stream().filter(line -> line.type() == type).count();
    }

    /// The output of the last step that has one.
    private static JsonNode lastOutput(Program program, Run run) {
        JsonNode last = Json.object();
        for (var output : program.runs().outputs(run).properties()) {
            last = output.getKey().startsWith("__") ? last : output.getValue();
        }
        return last;
    }

    private void print(List<Played> played) {
        if (output.json()) {
            ArrayNode all = Json.mapper().createArrayNode();
            for (Played one : played) {
                all.addObject()
                        .put("workflow", one.workflow())
                        .put("run", one.run().id().toString())
                        .put("status", one.run().status().word())
                        .put("steps", one.steps())
                        .put("calls", one.calls())
                        .put("retries", one.retries())
                        .put("duration_seconds", one.took().toMillis() / 1_000.0)
                        .set("result", one.result());
            }
            terminal.print(all);
            return;
        }
        terminal.progress(output, "");
        String row = "%-20s %-10s %5s %6s %8s %9s";
        terminal.print(row.formatted("WORKFLOW", "STATUS", "STEPS", "CALLS", "RETRIES", "TIME"));
        for (Played one : played) {
            terminal.print(String.format(
                    Locale.ROOT,
                    row,
                    one.workflow(),
                    one.run().status().word(),
                    one.steps(),
                    one.calls(),
                    one.retries(),
                    Durations.write(one.took())));
            Problem problem = one.run().problem();
            terminal.print("    " + (problem == null ? Json.write(one.result()) : problem.toString()));
        }
    }

    private void stay(Path folder) throws InterruptedException {
        terminal.progress(output, "");
        terminal.progress(
                output,
                "Still serving. In another shell: ./quayside run FILE --data " + folder + "   (Ctrl-C ends it)");
        CountDownLatch told = new CountDownLatch(1);
        Thread main = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            told.countDown();
            try {
                main.join(Duration.ofSeconds(40));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        told.await();
    }

    private static JsonNode resource(String name) {
        try (InputStream file = DemoCommand.class.getResourceAsStream("/examples/" + name)) {
            if (file == null) {
                throw new IllegalStateException("the example " + name + " is not in the program's jar");
            }
            return Json.parse(file.readAllBytes());
        } catch (IOException e) {
            throw new ProblemException(new Problem("file.unreadable", "The example " + name + " cannot be read"), e);
        }
    }

    private static void remove(Path folder) throws IOException {
        List<Path> all;
        try (var walk = Files.walk(folder)) {
            all = walk.sorted(java.util.Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            boolean _ = Files.deleteIfExists(path);
        }
    }
}
