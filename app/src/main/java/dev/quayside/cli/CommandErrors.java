package dev.quayside.cli;

import dev.quayside.base.Problem;
import dev.quayside.base.ProblemException;
import dev.quayside.base.Suggestion;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// What a command that did not work says, and the exit code it ends with. Immutable.
final class CommandErrors {
    private final Terminal terminal;

    CommandErrors(Terminal terminal) {
        this.terminal = terminal;
    }

    /// The command line could not be understood.
    int usage(ParameterException mistake, String[] arguments) {
        String command = mistake.getCommandLine().getCommandSpec().qualifiedName();
        terminal.err().println("error: " + explain(mistake));
        terminal.err().println("See: " + command + " --help");
        return ExitCode.USAGE.number();
    }

    /// The command was understood and did not work. A stack trace is for those who ask, and for what nobody foresaw.
    int failure(Exception failure, CommandLine command, ParseResult typed) {
        Problem problem = failure instanceof ProblemException known
                ? known.problem()
                : new Problem("internal.error", "Something unforeseen went wrong: " + failure);
        terminal.error(problem);
        if (command.getParseResult().hasMatchedOption("--verbose")) {
            failure.printStackTrace(terminal.err());
        } else if (!(failure instanceof ProblemException)) {
            terminal.err().println("Run it again with --verbose to see where.");
        }
        return ExitCode.of(problem).number();
    }

    private static String explain(ParameterException mistake) {
        if (!(mistake instanceof UnmatchedArgumentException unmatched)) {
            return String.valueOf(mistake.getMessage());
        }
        String unknown = unmatched.getUnmatched().getFirst();
        CommandLine command = mistake.getCommandLine();
        boolean option = unknown.startsWith("-");
        String kind = option ? "option" : command.getSubcommands().isEmpty() ? "argument" : "command";
        return "unknown " + kind + " '" + unknown + "'"
                + Suggestion.phrase(unknown, option ? options(command) : visible(command));
    }

    private static List<String> options(CommandLine command) {
        return command.getCommandSpec().options().stream()
                .filter(option -> !option.hidden())
                .flatMap(option -> Stream.of(option.names()))
                .toList();
    }

    private static List<String> visible(CommandLine command) {
        return command.getSubcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .filter(subcommand -> !subcommand.usageMessage().hidden())
                .map(CommandLine.Model.CommandSpec::name)
                .toList();
    }
}
