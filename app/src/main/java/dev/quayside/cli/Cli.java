package dev.quayside.cli;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The command line: finds the command that was typed, runs it and turns what happened into an exit code.
///
/// One thread at a time.
public final class Cli {
    private final CommandLine root;

    /// Puts the commands together.
    ///
    /// @param more commands that need later stages, each an object annotated as a picocli command
    public Cli(Terminal terminal, Training training, List<Object> more) {
        root = new CommandLine(new Root(terminal));
        more.forEach(root::addSubcommand);
        root.addSubcommand(new VersionCommand(terminal));
        root.addSubcommand(new AotTrainCommand(training));
        root.setCaseInsensitiveEnumValuesAllowed(true);
        CommandErrors errors = new CommandErrors(terminal);
        root.setParameterExceptionHandler(errors::usage);
        root.setExecutionExceptionHandler(errors::failure);
        root.setOut(writer(terminal.out()));
        root.setErr(writer(terminal.err()));
    }

    /// Runs one command; returns what the process is to return.
    public int run(String... arguments) {
        return root.execute(arguments);
    }

    /// The commands that help lists, in its order: each name with its line of explanation.
    public SequencedMap<String, String> commands() {
        SequencedMap<String, String> commands = new LinkedHashMap<>();
        root.getSubcommands().values().stream()
                .map(command -> command.getCommandSpec())
                .filter(command -> !command.usageMessage().hidden())
                .forEach(command -> commands.put(
                        command.name(), String.join(" ", command.usageMessage().description())));
        return commands;
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, stream.charset()), true);
    }

    /// What is done without a command.
    @Command(
            name = "quayside",
            description = "Files and messages come alongside, workflows carry them through, results go out.")
    private static final class Root implements Runnable {
        private final Terminal terminal;

        @Option(
                names = {"-h", "--help"},
                usageHelp = true,
                scope = CommandLine.ScopeType.INHERIT,
                description = "explain this command")
        @SuppressWarnings("UnusedVariable") // read by picocli
        private boolean help;

        Root(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public void run() {
            CommandLine.usage(this, terminal.out());
        }
    }
}
