package dev.quayside.cli.remote;

import dev.quayside.cli.ExitCode;
import dev.quayside.cli.Terminal;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `completion`: a script by which bash and zsh complete commands.
@Command(name = "completion", description = "Print a completion script for bash and zsh: source <(quayside completion)")
public final class CompletionCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Spec
    private @Nullable CommandSpec spec;

    public CompletionCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (spec != null) {
            terminal.print(AutoComplete.bash("quayside", spec.root().commandLine()));
        }
        return ExitCode.OK.number();
    }
}
