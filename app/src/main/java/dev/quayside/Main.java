package dev.quayside;

import dev.quayside.base.Pause;
import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import dev.quayside.cli.Cli;
import dev.quayside.cli.Program;
import dev.quayside.cli.RunCommand;
import dev.quayside.cli.ServeCommand;
import dev.quayside.cli.Terminal;
import dev.quayside.cli.WorkerCommand;
import dev.quayside.cli.file.FileCommands;
import dev.quayside.cli.file.JobCommands;
import dev.quayside.cli.remote.AuditCommands;
import dev.quayside.cli.remote.CompletionCommand;
import dev.quayside.cli.remote.DemoCommand;
import dev.quayside.cli.remote.DoctorCommand;
import dev.quayside.cli.remote.KeyCommands;
import dev.quayside.cli.remote.RoleCommands;
import dev.quayside.cli.remote.RunCommands;
import dev.quayside.cli.remote.ScheduleCommands;
import dev.quayside.cli.remote.TokenCommands;
import dev.quayside.cli.remote.UserCommands;
import dev.quayside.cli.remote.WorkflowCommands;
import dev.quayside.document.queue.QueueSettings;
import dev.quayside.storage.StoreProbe;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// Starts the program.
public final class Main {
    /// Commands whose log is for an operator; all others only warn.
    private static final Duration STORE_PATIENCE = Duration.ofSeconds(30);
    private static final Set<String> SERVERS = Set.of("serve", "worker");

    private Main() {}

    /// Runs the command that was typed and ends the process with its exit code.
    public static void main(String... arguments) {
        boolean server = arguments.length > 0 && SERVERS.contains(arguments[0]);
        System.setProperty("quayside.log.level", server ? "INFO" : "WARN");
        if ("json".equalsIgnoreCase(System.getenv("QUAYSIDE_LOG_FORMAT"))) {
            System.setProperty("logback.configurationFile", "logback-json.xml");
        }
        System.exit(cli(new Terminal(System.out, System.err)).run(arguments));
    }

    /// All commands, with what they need of later stages.
    static Cli cli(Terminal terminal) {
        return new Cli(
                terminal,
                Main::train,
                List.of(
                        new DemoCommand(terminal, Main::open),
                        new ServeCommand(terminal, Main::open),
                        new WorkerCommand(terminal, Main::work),
                        new RunCommands(terminal, new RunCommand(terminal, Main::open, System.in)),
                        new WorkflowCommands(terminal),
                        new ScheduleCommands(terminal),
                        new FileCommands(terminal, Pause.REAL),
                        new JobCommands(terminal),
                        new TokenCommands(terminal),
                        new KeyCommands(terminal),
                        new UserCommands(terminal),
                        new RoleCommands(terminal),
                        new AuditCommands(terminal),
                        new DoctorCommand(terminal, Main::settingsProblem, Main::storage),
                        new CompletionCommand(terminal)));
    }

    /// How the store of files is, as it is set for a data folder.
    private static StoreProbe.Result storage(Path data) {
        return StoreProbe.of(AppSettings.read(data, System.getenv()).storage(), STORE_PATIENCE);
    }

    /// What is wrong with the settings of a data folder.
    private static Optional<Problem> settingsProblem(Path data) {
        try {
            var _ = AppSettings.read(data, System.getenv());
            return Optional.empty();
        } catch (ProblemException e) {
            return Optional.of(e.problem());
        }
    }

    private static Program open(Path data, @Nullable Integer port, Program.Purpose purpose)
            throws InterruptedException {
        AppSettings read = AppSettings.read(data, System.getenv());
        AppSettings settings = port == null ? read : read.withPort(port);
        return switch (purpose) {
            case SERVE -> App.start(settings, App.Role.SERVER);
            case COMMAND -> App.start(settings, App.Role.GUEST);
            case DEMO -> App.start(settings.forDemo(), App.Role.SERVER);
        };
    }

    private static WorkerCommand.Running work(Path data, @Nullable String queue) {
        AppSettings settings = AppSettings.read(data, System.getenv());
        QueueSettings queues =
                queue == null ? settings.queue() : settings.queue().withQueue(queue);
        return WorkerProgram.start(settings, queues, InstantSource.system())::close;
    }

    /// What the AOT cache is made for: every kind of start that people wait for. What is not played here is loaded the
    /// slow way.
    private static void train(Path data) {
        try (PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8)) {
            Cli cli = cli(new Terminal(nowhere, nowhere));
            cli.run("version");
            cli.run("version", "-o", "json");
            cli.run("version", "--help");
            cli.run("verson");
            cli.run("demo", "--data", data.toString());
            cli.run("run", "/dev/null", "--data", data.toString());
        }
        LoggerFactory.getLogger(Main.class).warn("Trained; this line is here because the first log line is slow too");
    }
}
