package dev.quayside.cli;

import dev.quayside.base.Json;
import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import dev.quayside.cli.Program.Purpose;
import dev.quayside.event.Actor;
import dev.quayside.workflow.decider.RunStatus;
import dev.quayside.workflow.definition.DefinitionReader;
import dev.quayside.workflow.journal.Run;
import dev.quayside.workflow.run.Runs;
import dev.quayside.workflow.store.WorkflowVersion;
import dev.quayside.workflow.store.Workflows;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `run FILE`: one workflow, here and now.
@Command
public final class RunCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Program.Opener opener;
    private final InputStream input;

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Mixin
    private ServerOptions server = new ServerOptions();

    @Parameters(paramLabel = "FILE", arity = "0..1", description = "the workflow, JSON or YAML; - for standard input")
    private String file = "";

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(
            names = {"-i", "--input"},
            paramLabel = "NAME=VALUE",
            description = "an input of the run; a value that is JSON counts as that, any other as text")
    private List<String> inputs = new ArrayList<>();

    @Option(
            names = {"-f", "--follow"},
            description = "show what happens, line by line")
    private boolean follow;

    @Option(
            names = "--idempotency-key",
            paramLabel = "KEY",
            description = "start one run only, however often the command is repeated with this key")
    private @Nullable String key;

    /// Made by the root, which has the process's streams.
    ///
    /// @param input what `-` stands for
    public RunCommand(Terminal terminal, Program.Opener opener, InputStream input) {
        this.terminal = terminal;
        this.opener = opener;
        this.input = input;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (file.isEmpty() && spec != null) {
            throw new ParameterException(spec.commandLine(), "Missing required parameter: 'FILE', or one of the verbs");
        }
        ObjectNode given = Inputs.parse(inputs);
        JsonNode definition = DefinitionReader.parse(text());
        try (Program program = opener.open(server.data(), null, Purpose.COMMAND)) {
            return switch (program.workflows().put(name(definition), definition, actor())) {
                case Workflows.Stored.Invalid(var errors) -> {
                    terminal.err().println("error: " + file + " is not a workflow that can be run:");
                    errors.forEach(error -> terminal.err().println("  " + error));
                    yield ExitCode.USAGE.number();
                }
                case Workflows.Stored.Done(var version, var _) -> start(program, version, given);
            };
        }
    }

    private static Actor actor() {
        return Actor.of(System.getProperty("user.name", "somebody"));
    }

    private int start(Program program, WorkflowVersion version, ObjectNode given) throws InterruptedException {
        return switch (program.runs().start(version, given, actor(), key)) {
            case Runs.Start.InvalidInputs(var errors) -> {
                terminal.err().println("error: the inputs do not fit the workflow:");
                errors.forEach(error -> terminal.err().println("  " + error));
                yield ExitCode.USAGE.number();
            }
            case Runs.Start.KeyReused(var run) ->
                throw new ProblemException("run.key-reused", "The key was used for run " + run + " with other inputs");
            case Runs.Start.Accepted(var run, var _) -> {
                if (program.guest()) {
                    terminal.progress(output, "Run " + run + " is left to the server that uses this data");
                }
                yield finish(program, program.runs().find(run).orElseThrow());
            }
        };
    }

    private int finish(Program program, Run started) throws InterruptedException {
        Thread cancel = Thread.ofPlatform().unstarted(() -> cancel(program, started));
        Runtime.getRuntime().addShutdownHook(cancel);
        Run ended;
        try {
            if (follow && !output.quiet()) {
                int steps = program.workflows()
                        .plan(started.workflow(), started.version())
                        .steps()
                        .size();
                boolean bar = Boolean.getBoolean("quayside.terminal");
                RunView view = new RunView(terminal, steps, bar, output.color());
                boolean _ = program.runs().follow(started, 0, view::show);
            }
            ended = program.runs().await(started.id(), Duration.ofDays(365));
        } finally {
            removeHook(cancel);
        }
        terminal.print(result(program, ended));
        return exitCode(ended);
    }

    /// Ctrl-C: the run is cancelled, and waited for a little.
    private void cancel(Program program, Run run) {
        terminal.err().println("Cancelling run " + run.id());
        Runs.Asked _ = program.runs().cancel(run.id(), Actor.of("Ctrl-C"));
        try {
            Run _ = program.runs().await(run.id(), Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void removeHook(Thread hook) {
        try {
            boolean _ = Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the process is ending already, and the hook with it
        }
    }

    private static JsonNode result(Program program, Run run) {
        ObjectNode result = Json.object()
                .put("run", run.id().toString())
                .put("workflow", program.workflows().name(run.workflow()))
                .put("version", run.version())
                .put("status", run.status().word());
        if (run.endedAt() != null) {
            result.put(
                    "duration_seconds",
                    Duration.between(run.createdAt(), run.endedAt()).toMillis() / 1_000.0);
        }
        Problem problem = run.problem();
        if (problem != null) {
            result.putObject("error").put("code", problem.code()).put("message", problem.detail());
        }
        result.set("outputs", program.runs().outputs(run));
        return result;
    }

    private static int exitCode(Run run) {
        if (run.status() == RunStatus.COMPLETED) {
            return ExitCode.OK.number();
        }
        Problem problem = run.problem();
        boolean late = problem != null && problem.code().equals("run.timeout");
        return (late ? ExitCode.TIMED_OUT : ExitCode.FAILED).number();
    }

    private String text() {
        if (!file.equals("-")) {
            return GivenFile.text(Path.of(file));
        }
        try {
            return new String(input.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ProblemException(
                    new Problem("file.unreadable", "Standard input cannot be read: " + e.getMessage()), e);
        }
    }

    /// The definition's own name, or the file's without its ending.
    private String name(JsonNode definition) {
        if (definition.path("name").isString()
                && !definition.path("name").stringValue().isBlank()) {
            return definition.path("name").stringValue();
        }
        return GivenFile.plainName(Path.of(file));
    }
}
